// The server that the documentation talks of: it answers every address of example.com. What a snippet sends comes back; a
// message with an `id` is acknowledged, `ping` is answered by `pong`, and `/chat` replays what came after `after_seq`. At
// `/socket.io` it speaks that, too.

import { createServer } from "node:http";
import { Server } from "socket.io";
import { WebSocketServer } from "ws";

const EVENTS = [1, 2, 3].map((seq) => ({ seq, id: `event ${seq}`, text: `text ${seq}` }));
const FULL_STATE = { kind: "ConversationStateUpdateEvent", key: "full_state", value: { execution_status: "idle" } };

export async function startServer() {
  const connections = [];
  let tokens = 0;
  const http = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "*");
    if (pathname.endsWith("/events/count")) return void response.end("1");
    if (pathname.endsWith("/respond_to_confirmation")) return void response.end('{"success":true}');
    if (pathname === "/connections") return void response.end(JSON.stringify(connections.map(({ socket, ...rest }) => rest)));
    if (pathname === "/close") {
      for (const { socket } of connections) socket.close(Number(searchParams.get("code")), "by the test");
      return void response.end();
    }
    response.end(`token ${(tokens += 1)}`);
  });
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: ([first]) => first ?? false });
  const io = new Server(http, { destroyUpgrade: false });
  http.on("upgrade", (request, socket, head) => {
    if (!request.url.startsWith("/socket.io/")) sockets.handleUpgrade(request, socket, head, (one) => sockets.emit("connection", one, request));
  });
  io.on("connection", (socket) => {
    connections.push({ socket: socket.conn, url: socket.handshake.url, received: [] });
    socket.on("echo", (text, done) => done(text));
    socket.emit("news", "fresh");
    // After a loss the last one again, and one more.
    const latest = Number(socket.handshake.query.latest_event_id ?? 0);
    for (const id of [latest, latest + 1]) socket.emit("oh_event", { id, text: `event ${id}` });
  });
  sockets.on("connection", (socket, { url }) => {
    const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
    const received = [];
    connections.push({ socket, url, received });
    const say = (value) => socket.send(JSON.stringify(value));
    if (pathname === "/chat") {
      for (const event of EVENTS) if (event.seq > Number(searchParams.get("after_seq") ?? 0)) say(event);
    }
    const agent = pathname.startsWith("/sockets/events/");
    if (agent) {
      say({ id: "state", timestamp: "2026-11-22T18:00:01", source: "environment", ...FULL_STATE });
      say({ id: "first", timestamp: "2026-11-22T18:00:00", source: "user", kind: "MessageEvent" });
    }
    socket.on("message", (data, isBinary) => {
      const text = String(data);
      received.push(text);
      const { role, content } = agent ? JSON.parse(text) : {};
      if (role) say({ id: `said ${received.length}`, timestamp: "2026-11-22T18:00:02", source: role, kind: "MessageEvent", content });
      if (agent) return;
      if (text === "ping") return socket.send("pong");
      const id = /"id":"(.*?)"/.exec(text)?.[1];
      if (id) return say({ ack: id });
      socket.send(data, { binary: isBinary });
    });
  });
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    close() {
      for (const socket of sockets.clients) socket.terminate();
      io.close();
    },
  };
}
