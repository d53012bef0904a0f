// A small app on npm's socket.io with connection state recovery: in memory, or on Redis Streams so that any node can
// give a session back. Run as a process of its own, so that it can be killed. The suite steers it over HTTP, on the
// same port.
//
//   node socketio.mjs --port N [--redis PORT]

import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { createAdapter } from "@socket.io/redis-streams-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";
import { fill } from "./pace.mjs";

const { values } = parseArgs({ options: { port: { type: "string" }, redis: { type: "string" } } });

// The suite holds the other end of stdin: when it is gone, however it went, so are we.
process.stdin.on("end", () => process.exit(1)).resume();

const http = createServer((request, response) => void control(request, response));
const io = new Server(http, {
  connectionStateRecovery: { maxDisconnectionDuration: 60_000 },
  // Often enough for a proxy that allows three seconds of silence.
  pingInterval: 1000,
  pingTimeout: 5000,
  adapter: values.redis && createAdapter(await redis(values.redis), { maxLen: 50_000, blockTimeInMs: 1000 }),
});

async function redis(port) {
  const client = createClient({ url: `redis://127.0.0.1:${port}` });
  client.on("error", (error) => console.error(String(error)));
  return client.connect();
}

/**
 * Who is connected and has joined nothing yet. On Redis Streams the app waits for them: the adapter reads the stream to
 * give a session back, then the socket joins its rooms, and what is published in between goes to nobody.
 */
const joining = new Set();
io.engine.on("connection", (connection) => {
  joining.add(connection);
  connection.once("close", () => joining.delete(connection));
});

/** How often the app has seen each task. */
const tasks = new Map();

io.use((socket, next) => {
  if (socket.handshake.auth.token === "good") return next();
  next(Object.assign(new Error("unauthorized"), { data: { code: 401 } }));
});

io.on("connection", (socket) => {
  joining.delete(socket.conn);
  socket.join(socket.handshake.query.conversation_id);
  socket.on("ask", (question, answer) => answer({ answer: question }));
  socket.on("echo", (value, back) => {
    socket.emit("echoed", value);
    back(value);
  });
  // The first time it is silent, so that whoever asks is not answered on the connection on which it asked.
  socket.on("task", (name, done) => {
    tasks.set(name, (tasks.get(name) ?? 0) + 1);
    if (tasks.get(name) > 1) done({ name, times: tasks.get(name) });
  });
});

const ORDERS = {
  emit: ({ room, events }) => events.forEach((event) => io.to(room).emit("event", event)),
  flood: ({ room, count, seconds }) => {
    const held = () => values.redis && joining.size > 0;
    return fill(count, seconds, (n) => io.to(room).emit("event", { n }), held);
  },
  ask: ({ room, question }) => io.to(room).timeout(20_000).emitWithAck("question", question),
  seen: ({ task }) => tasks.get(task) ?? 0,
  clients: ({ room }) => io.of("/").adapter.rooms.get(room)?.size ?? 0,
  /** Ends the transport, as a fault would, and not the session. */
  cut: ({ room }) => {
    for (const id of io.of("/").adapter.rooms.get(room) ?? []) io.of("/").sockets.get(id)?.conn.close();
  },
  leave: ({ room }) => void io.in(room).local.disconnectSockets(),
};

async function control(request, response) {
  const order = ORDERS[request.url.slice("/control/".length)];
  // What is not ours is Socket.IO's.
  if (!request.url.startsWith("/control/") || !order) return;
  let body = "";
  for await (const chunk of request) body += chunk;
  const answer = await order(JSON.parse(body));
  response.end(JSON.stringify({ answer: answer ?? null }));
}

http.listen(Number(values.port), "127.0.0.1", () => console.log(JSON.stringify({ port: http.address().port })));
