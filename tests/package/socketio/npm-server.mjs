// npm's Socket.IO server, with handlers for what a client may want of it.

import { createServer } from "node:http";
import { Server } from "socket.io";

export async function startNpmServer() {
  const http = createServer();
  const server = new Server(http, { connectionStateRecovery: {}, maxHttpBufferSize: 1e8 });
  /** How often each mark was emitted to this server. */
  const marks = new Map();
  const handle = (socket) => {
    socket.on("echo", (...args) => args.pop()(...args));
    socket.on("reflect", (...args) => socket.emit("reflected", ...args));
    socket.on("handshake", (done) => done({ auth: socket.handshake.auth, query: socket.handshake.query, nsp: socket.nsp.name }));
    socket.on("connection", (done) => done(socket.conn.id));
    socket.on("ask", (question, done) => socket.emit("question", question, (...answer) => done(answer)));
    socket.on("kick", () => socket.disconnect());
    socket.on("never", () => {});
    // The link goes without a word.
    socket.on("cut", () => socket.conn.transport.socket.terminate());
    // Counts, and answers only from the given time on: before, the link goes instead.
    socket.on("mark", (name, from, done) => {
      const count = (marks.get(name) ?? 0) + 1;
      marks.set(name, count);
      if (count < from) socket.conn.transport.socket.terminate();
      else done(count);
    });
    // Numbers for this client, some of them while it is not there.
    socket.on("count", (from, to) => {
      for (let n = from; n < to; n++) {
        if (n === Math.floor((from + to) / 2)) socket.conn.transport.socket.terminate();
        server.of(socket.nsp.name).to(socket.id).emit("number", n);
      }
    });
  };
  server.on("connection", handle);
  server.of("/chat").on("connection", handle);
  const guarded = server.of("/guarded");
  guarded.use((socket, next) => {
    if (socket.handshake.auth.token === "right") next();
    else next(Object.assign(new Error("not you"), { data: { code: "E_TOKEN" } }));
  });
  guarded.on("connection", handle);
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    stop: () => new Promise((resolve) => {
      server.disconnectSockets(true);
      server.close(resolve);
    }),
  };
}
