// A WebSocket server that counts: for each path how many connections there have been, and how many there are. What comes
// in goes back; what else happens is told to it by name.

import { createServer } from "node:http";
import { WebSocketServer } from "ws";

export async function countingServer() {
  const places = new Map();
  const at = (name) => {
    if (!places.has(name)) places.set(name, { opened: 0, query: null, sockets: new Set(), hung: [], mode: "accept" });
    return places.get(name);
  };
  const wss = new WebSocketServer({ noServer: true });
  const http = createServer((_, response) => response.writeHead(404).end());
  http.on("upgrade", (request, socket, head) => {
    const { pathname, search } = new URL(request.url, "http://127.0.0.1");
    const here = at(pathname.slice(1));
    socket.on("error", () => {});
    if (here.mode === "refuse") return void socket.destroy();
    if (here.mode === "hang") return void here.hung.push(socket);
    wss.handleUpgrade(request, socket, head, (ws) => {
      here.opened += 1;
      here.query = search;
      here.sockets.add(ws);
      ws.on("message", (data, isBinary) => ws.send(data, { binary: isBinary }));
      ws.on("close", () => here.sockets.delete(ws));
      ws.on("error", () => {});
    });
  });
  await new Promise((done) => http.listen(0, "127.0.0.1", done));
  http.unref();

  const each = (name, act) => {
    for (const ws of at(name).sockets) act(ws);
  };
  const commands = {
    counts: (name) => ({ opened: at(name).opened, live: at(name).sockets.size, query: at(name).query }),
    send: (name, ...texts) => each(name, (ws) => texts.forEach((text) => ws.send(text))),
    /** The numbers 1 to `count`, as fast as they go. */
    burst: async (name, count) => {
      for (const ws of at(name).sockets) {
        for (let i = 1; i <= count; i++) {
          ws.send(String(i));
          if (i % 1000 === 0 && ws.bufferedAmount > 2 ** 20) await drained(ws);
        }
      }
    },
    close: (name, code, reason) => each(name, (ws) => ws.close(code, reason)),
    terminate: (name) => each(name, (ws) => ws.terminate()),
    refuse: (name, refuses) => void (at(name).mode = refuses ? "refuse" : "accept"),
    /** Handshakes stay unanswered. */
    hang: (name) => void (at(name).mode = "hang"),
  };
  return {
    url: `ws://127.0.0.1:${http.address().port}`,
    command: (command, ...args) => commands[command](...args),
    stop: () => {
      for (const { sockets, hung } of places.values()) {
        for (const ws of sockets) ws.terminate();
        for (const socket of hung) socket.destroy();
      }
      http.close();
    },
  };
}

async function drained(ws) {
  while (ws.bufferedAmount > 2 ** 18) await new Promise((done) => setImmediate(done));
}
