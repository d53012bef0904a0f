import { ReconnectingWebSocket } from "everwire";

/** `more`: further options, for what is off by default. */
export function connect(url, { opened, received, WebSocket, more }) {
  const socket = new ReconnectingWebSocket(url, [], { WebSocket, ...more });
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", opened);
  socket.addEventListener("message", ({ data }) => received(data));
  return {
    send: (data) => socket.send(data),
    deliver: (data, id) => socket.deliver(data, { id }),
    close: () => socket.close(),
  };
}
