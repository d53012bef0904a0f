import ReconnectingWebSocket from "reconnecting-websocket";

export function connect(url, { opened, received, WebSocket }) {
  const socket = new ReconnectingWebSocket(url, [], { WebSocket });
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", opened);
  socket.addEventListener("message", ({ data }) => received(data));
  return { send: (data) => socket.send(data), close: () => socket.close() };
}
