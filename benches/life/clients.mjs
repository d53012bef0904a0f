// One face for all subjects. A client hears numbers (`seq`), acknowledgements of its own (`ack`), openings and closes, and has
// `say(n)` and `close()`. Where it was is known to everwire by itself; for the peers the app remembers it, in `at`.

import { ReconnectingWebSocket } from "everwire";
import { WebSocket as PartySocket } from "partysocket";
import ReconnectingWebSocketPeer from "reconnecting-websocket";
import { io } from "socket.io-client";
import * as options from "./options.mjs";

const numbered = (n) => JSON.stringify({ id: `m${n}`, n });

/** Messages that are none of ours are what a fault has put there. */
function parse(data) {
  try {
    return JSON.parse(data);
  } catch {
    return {};
  }
}

/** Whatever has the events of a WebSocket. */
function listen(socket, on) {
  socket.addEventListener("open", () => on.open());
  socket.addEventListener("close", () => on.close());
  socket.addEventListener("message", ({ data }) => {
    const { seq, ack } = parse(data);
    if (seq !== undefined) on.seq(seq);
    if (ack !== undefined) on.ack(ack);
  });
  return socket;
}

const everwire = (given) => ({ url, who, profile }, on, { delivers }) => {
  const socket = new ReconnectingWebSocket(url, null, {
    queryParams: { who },
    resume: { cursor: (data) => parse(data).seq, apply: (after) => ({ query: { after: after ?? 0 } }) },
    ack: (data) => parse(data).ack,
    ...given[profile],
  });
  listen(socket, on);
  const deliver = (n) => void socket.deliver(numbered(n), { id: `m${n}` }).catch((error) => on.refused(String(error)));
  return { say: delivers ? deliver : (n) => socket.send(numbered(n)), close: () => socket.close() };
};

const peer = (Class, given) => ({ url, who, profile }, on) => {
  const socket = listen(new Class(() => `${url}?who=${who}&after=${on.at()}`, [], given[profile]), on);
  return { say: (n) => socket.send(numbered(n)), close: () => socket.close() };
};

function socketIo({ url, who, profile }, on) {
  const auth = (give) => give({ who, after: on.at() });
  const socket = io(url.replace("ws", "http"), { auth, forceNew: true, ...options.socketIo[profile] });
  socket.on("connect", () => on.open());
  socket.on("disconnect", () => on.close());
  socket.on("seq", (seq) => on.seq(seq));
  const say = (n) => socket.emit("say", { id: `m${n}`, n }, (error) => (error ? on.refused(String(error)) : on.ack(`m${n}`)));
  return { say, close: () => socket.disconnect() };
}

function byHand({ url, who, profile }, on) {
  let socket;
  let timer;
  const waiting = [];
  const connect = () => {
    socket = listen(new WebSocket(`${url}?who=${who}&after=${on.at()}`), on);
    socket.addEventListener("open", () => waiting.splice(0).forEach((text) => socket.send(text)));
    socket.addEventListener("close", () => (timer = setTimeout(connect, options.byHand[profile].delay)));
  };
  connect();
  return {
    say: (n) => (socket.readyState === WebSocket.OPEN ? socket.send(numbered(n)) : waiting.push(numbered(n))),
    close: () => {
      socket.close();
      socket.addEventListener("close", () => clearTimeout(timer));
    },
  };
}

export const CLIENTS = {
  everwire: (setting, on) => everwire(options.everwire)(setting, on, { delivers: true }),
  everwireSooner: (setting, on) => everwire(options.everwireSooner)(setting, on, { delivers: true }),
  everwireSend: (setting, on) => everwire(options.everwire)(setting, on, { delivers: false }),
  partysocket: peer(PartySocket, options.partysocket),
  reconnectingWebSocket: peer(ReconnectingWebSocketPeer, options.reconnectingWebSocket),
  socketIo,
  byHand,
};
