// Who says and hears numbered messages, each with the best that its documentation offers for it. All retry after 100 to 500 ms:
// here it does not matter how long they stay away.
//
// `url(after)` is the server's, to go on after that message; `hear(seq)` and `opened()` are to be called; what is given back says
// message `n`.

import { ReconnectingWebSocket as Everwire } from "everwire";
import WebSocketOfPartySocket from "partysocket/ws";
import ReconnectingWebSocket from "reconnecting-websocket";
import { io } from "socket.io-client";

const DELAYS = { minReconnectionDelay: 100, maxReconnectionDelay: 500 };
const text = (n) => JSON.stringify({ id: `m${n}`, n });

/** Options `resume`, `ack`, and `deliver` where others have `send`. */
export function everwire({ url, hear, opened }) {
  const socket = new Everwire(url(0), [], {
    ...DELAYS,
    resume: { cursor: (data) => JSON.parse(data).seq, apply: "after" },
    ack: (data) => JSON.parse(data).ack,
    queue: { maxMessages: Infinity, maxBytes: Infinity },
  });
  socket.addEventListener("open", opened);
  socket.addEventListener("message", ({ data }) => hear(JSON.parse(data).seq));
  return (n) => void socket.deliver(text(n), { id: `m${n}` });
}

/** They have no cursor, but ask a function for the URL: the application keeps the number and puts it there. */
const byUrl = (Client) => ({ url, hear, opened }) => {
  let after = 0;
  const socket = new Client(() => url(after), [], DELAYS);
  socket.addEventListener("open", opened);
  socket.addEventListener("message", ({ data }) => {
    const { seq } = JSON.parse(data);
    if (seq !== undefined) after = seq;
    hear(seq);
  });
  return (n) => socket.send(text(n));
};

export const partysocket = byUrl(WebSocketOfPartySocket);
export const reconnectingWebSocket = byUrl(ReconnectingWebSocket);

/** What people write: a new one after each close, and `send` where there is an open one. */
export function webSocket({ url, hear, opened }) {
  let after = 0;
  let socket;
  const connect = () => {
    socket = new WebSocket(url(after));
    socket.onopen = opened;
    socket.onmessage = ({ data }) => {
      const { seq } = JSON.parse(data);
      if (seq !== undefined) after = seq;
      hear(seq);
    };
    socket.onclose = () => setTimeout(connect, 100);
  };
  connect();
  return (n) => socket.readyState === 1 && socket.send(text(n));
}

/** `retries` on the way out, and connection state recovery (the server's option) on the way in. */
export function socketIo({ url, hear, opened }) {
  const socket = io(new URL(url(0)).origin, {
    transports: ["websocket"],
    reconnectionDelay: DELAYS.minReconnectionDelay,
    reconnectionDelayMax: DELAYS.maxReconnectionDelay,
    retries: 1_000,
    ackTimeout: 1_000,
  });
  socket.on("connect", opened);
  socket.on("seq", hear);
  return (n) => socket.emit("message", `m${n}`, n);
}
