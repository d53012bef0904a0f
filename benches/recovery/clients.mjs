// Who is to come back, each with its own defaults: delays, deadlines, heartbeat. Where there is a heartbeat as an option, it is on,
// with its defaults. `url(after)` is the server's, to go on after that message; `on.open`, `on.close` and `on.message` are to be called.

import { ReconnectingWebSocket as Everwire } from "everwire";
import WebSocketOfPartySocket from "partysocket/ws";
import ReconnectingWebSocket from "reconnecting-websocket";
import { io } from "socket.io-client";

/** Retries after 0 to 3 s, growing to 45 s, with full jitter; 10 s for an attempt; probes after 25 s, gives up 10 s later. */
export function everwire({ url, on }) {
  const socket = new Everwire(url(0), [], {
    resume: { cursor: (data) => JSON.parse(data).seq, apply: "after" },
    heartbeat: { message: "ping", isReply: (data) => data === "pong" },
  });
  socket.addEventListener("open", on.open);
  socket.addEventListener("close", on.close);
  socket.addEventListener("message", on.message);
}

/** No heartbeat. reconnecting-websocket retries after 1 to 5 s, growing to 10 s; partysocket after 3 s, growing to 10 s; 4 s for an attempt. */
const byUrl = (Client) => ({ url, on }) => {
  let after = 0;
  const socket = new Client(() => url(after));
  socket.addEventListener("open", on.open);
  socket.addEventListener("close", on.close);
  socket.addEventListener("message", ({ data }) => {
    after = JSON.parse(data).seq ?? after;
    on.message();
  });
};

export const partysocket = byUrl(WebSocketOfPartySocket);
export const reconnectingWebSocket = byUrl(ReconnectingWebSocket);

/** What people write: another one, a second after each close. */
export function webSocket({ url, on }) {
  let after = 0;
  const connect = () => {
    const socket = new WebSocket(url(after));
    socket.onopen = on.open;
    socket.onmessage = ({ data }) => {
      after = JSON.parse(data).seq ?? after;
      on.message();
    };
    socket.onclose = () => {
      on.close();
      setTimeout(connect, 1_000);
    };
  };
  connect();
}

/** Retries after 0.5 to 1.5 s, growing to 5 s; 20 s for an attempt; the server's heartbeat, 25 s and 20 s. */
export function socketIo({ url, on }) {
  const socket = io(new URL(url(0)).origin, { transports: ["websocket"], forceNew: true });
  socket.on("connect", on.open);
  socket.on("disconnect", on.close);
  socket.on("seq", on.message);
}
