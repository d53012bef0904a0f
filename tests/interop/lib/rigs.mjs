// The Socket.IO servers as they are run: their nodes, how they are reached, and what can be expected of them.

import { WebSocketServer } from "ws";
import { fileURLToPath } from "node:url";
import { Node } from "./node.mjs";
import { startRedis } from "./redis.mjs";
import { DIALECTS } from "./socketio-session.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const HELD =
  "the app emits nothing while a session is given back: the adapter loses what is published just then, whoever the client is";

/**
 * Starts all of them; `io` is the client under test, `binaries` are `{redis, proxy, python}`. Besides the rigs it gives
 * `stop`, and under `ports` what nginx is to serve; a rig's `path` is the one behind nginx, which whoever starts that adds.
 *
 * A rig `recovers` where the server gives a session back as Socket.IO defines it, and `keeps` where what was emitted
 * outlives the node that emitted it.
 */
export async function startSocketIo(io, binaries) {
  const redis = await startRedis(binaries.redis);
  const npm = [process.execPath, here("../servers/socketio.mjs")];
  const python = [binaries.python, here("../servers/socketio_app.py")];
  const shared = ["--redis", String(redis.port)];
  const start = (name, ...command) => new Node(name, command).start();
  const [memory, ...others] = await Promise.all([
    start("socket.io", ...npm),
    ...["A", "B"].map((letter) => start(`socket.io on Redis Streams, ${letter}`, ...npm, ...shared)),
    ...["A", "B"].map((letter) => start(`python-socketio, ${letter}`, ...python, ...shared)),
  ]);
  const [streams, pythons] = [others.slice(0, 2), others.slice(2)];
  const silent = await silence();
  const ports = (nodes) => nodes.map(({ port }) => port);
  const rig = (prefix, nodes, more) => ({
    io,
    nodes,
    proxyBinary: binaries.proxy,
    path: `/${prefix}/socket.io`,
    ...more,
  });
  return {
    memory: rig("memory", [memory], { dialect: DIALECTS.socketio, recovers: true }),
    streams: rig("streams", streams, { dialect: DIALECTS.socketio, recovers: true, floodWhy: HELD }),
    python: rig("python", pythons, { dialect: DIALECTS.openhands, keeps: true }),
    ports: { memory: [memory.port], streams: ports(streams), python: ports(pythons), silent: [silent.port] },
    stop: async () => {
      await Promise.all([memory, ...others].map((node) => node.kill()));
      await redis.stop();
      silent.close();
    },
  };
}

/** A server that takes every connection and never says a word. */
async function silence() {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await new Promise((resolve) => server.once("listening", resolve));
  return { port: server.address().port, close: () => server.close() };
}
