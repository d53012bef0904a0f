// A redis-server of one's own, which keeps nothing on disk.

import { connect } from "node:net";
import { freePort } from "../../package/lib/ports.mjs";
import { start } from "../../package/lib/process.mjs";
import { until } from "../../package/behaviour/wait.mjs";

/** Starts `binary` on a free port of 127.0.0.1; resolves when it serves. */
export async function startRedis(binary) {
  const port = await freePort();
  const args = ["--bind", "127.0.0.1", "--port", String(port), "--save", "", "--appendonly", "no"];
  const redis = start(binary, args);
  await until(
    () => `redis-server on port ${port}; it printed:\n${redis.log()}`,
    () => accepts(port),
  );
  return { port, stop: () => redis.stop() };
}

/** Whether somebody listens on a port. */
export function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => settle(true));
    const settle = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("error", () => settle(false));
  });
}
