// What the mock server's `/test` and `/plain` do, on npm's socket.io: the reference that it is held against.

import { createServer } from "node:http";
import { Server } from "socket.io";

/** Starts the reference; `url`, and how to stop it. */
export async function startReference() {
  const http = createServer();
  const io = new Server(http, { transports: ["websocket"], maxHttpBufferSize: 4 << 20, connectionStateRecovery: {} });
  const test = io.of("/test");
  test.use(({ handshake }, next) => {
    if (handshake.auth.token !== "wrong") return next();
    next(Object.assign(new Error("not authorized"), { data: { code: 401 } }));
  });
  test.on("connection", answer);
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${http.address().port}`, stop: () => io.close() };
}

function answer(socket) {
  const namespace = socket.nsp;
  const ask = (name, ...args) => socket.emit(name, ...args, (...answer) => socket.emit("answer", ...answer));
  /** Where an answer goes: into the acknowledgement where one is asked for. */
  const back = (name, args) => (typeof args.at(-1) === "function" ? args.pop() : (...args) => socket.emit(name, ...args));
  if (socket.handshake.auth.ask) ask("welcome");
  socket.on("echo", (...args) => back("echo", args)(...args));
  socket.on("ask", ask);
  socket.on("bytes", (count, ...rest) => back("bytes", rest)(Buffer.from(Array.from({ length: count }, (_, n) => n % 256))));
  socket.on("count", (count) => {
    for (let id = 0; id < count; id += 1) socket.emit("number", { id });
  });
  socket.on("join", (room) => socket.join(room));
  socket.on("leave", (room) => socket.leave(room));
  socket.on("rooms", (...args) => back("rooms", args)([...socket.rooms].filter((room) => room !== socket.id)));
  socket.on("all", (name, ...args) => namespace.emit(name, ...args));
  socket.on("room", (room, name, ...args) => socket.to(room).emit(name, ...args));
  socket.on("disconnect me", () => socket.disconnect());
  socket.on("close me", () => socket.disconnect(true));
}
