// The WebSocket itself: what the others are measured against.

export function connect(url, { opened, received, WebSocket = globalThis.WebSocket }) {
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", opened);
  socket.addEventListener("message", ({ data }) => received(data));
  return { send: (data) => socket.send(data), close: () => socket.close() };
}
