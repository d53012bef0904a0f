// The server of the benches `recovery` and `loss`, for plain WebSockets and for Socket.IO: it says numbered messages by the
// clock, whoever listens, and takes the client's. It can be killed and started again and loses nothing: what has been said
// follows from the time, and a receipt is in its file before it is acknowledged.
//
//   node server.mjs PORT {"began", "rate", "count", "ledger", "heartbeat": {"interval", "timeout"}}
//
// A client names itself (`who`) and where it was (`after`): in the URL, or in Socket.IO's `auth`. Socket.IO has its connection
// state recovery, and where that recovers nothing, the same replay, as its tutorial has it (socket.io/docs/v4/tutorial).

import { createServer } from "node:http";
import { Server as SocketIo } from "socket.io";
import { WebSocketServer } from "ws";
import { Ledger } from "./ledger.mjs";

const BEAT = 20;

const port = Number(process.argv[2]);
const { began, rate, count, ledger: file, heartbeat } = JSON.parse(process.argv[3]);
const ledger = new Ledger(file);

/** The last number that has been said by now. */
const said = () => Math.max(0, Math.min(count, Math.floor(((Date.now() - began) * rate) / 1000)));

const http = createServer((request, response) => {
  const { searchParams } = new URL(request.url, "http://127.0.0.1");
  response.end(JSON.stringify(ledger.report(searchParams.get("who"), count)));
});

const plain = new WebSocketServer({ noServer: true });
const links = new Set();
http.on("upgrade", (request, socket, head) => {
  const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
  if (pathname.startsWith("/socket.io/")) return;
  const who = searchParams.get("who");
  plain.handleUpgrade(request, socket, head, (ws) => {
    const link = { ws, told: Number(searchParams.get("after") ?? said()) };
    links.add(link);
    ws.on("close", () => links.delete(link));
    ws.on("error", () => {});
    ws.on("message", (data) => {
      if (String(data) === "ping") return ws.send("pong");
      const { id, n } = JSON.parse(data);
      ledger.take(who, id, n);
      ws.send(JSON.stringify({ ack: id }));
    });
    tell(link);
  });
});

function tell(link) {
  for (const now = said(); link.told < now; ) link.ws.send(`{"seq":${(link.told += 1)}}`);
}

const io = new SocketIo(http, {
  transports: ["websocket"],
  destroyUpgrade: false,
  connectionStateRecovery: {},
  pingInterval: heartbeat.interval,
  pingTimeout: heartbeat.timeout,
});
let broadcast = said();
io.on("connection", (socket) => {
  const { who, after } = socket.handshake.auth;
  if (!socket.recovered) for (let n = after + 1; n <= broadcast; n += 1) socket.emit("seq", n);
  socket.on("say", ({ id, n }, acknowledge) => {
    ledger.take(who, id, n);
    acknowledge?.();
  });
});

setInterval(() => {
  links.forEach(tell);
  for (const now = said(); broadcast < now; ) io.emit("seq", (broadcast += 1));
}, BEAT);

http.listen(port, "127.0.0.1", () => console.log(JSON.stringify({ port: http.address().port })));
process.stdin.on("end", () => process.exit()).resume();
