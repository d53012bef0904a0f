import { io } from "socket.io-client";

/** On a WebSocket from the start, as its peers are. A query goes into the handshake, where `url` has one. */
export function connect(url, { opened, received }) {
  const { origin, searchParams } = new URL(url);
  const socket = io(origin, { transports: ["websocket"], forceNew: true, query: Object.fromEntries(searchParams) });
  socket.on("connect", opened);
  socket.on("message", received);
  return { send: (data) => socket.send(data), close: () => socket.disconnect() };
}
