// What happens to a link, and from when on a client could be back.

import { setTimeout as pause } from "node:timers/promises";

/**
 * `strike` gets the `proxy` and the `server`, and `lasts`, ms; it gives the time from which on the server is there again.
 * `limit`: how long is waited for those who come back, in ms.
 */
export const FAULTS = {
  /** The connection is reset, and the server is there. */
  reset: {
    limit: 20_000,
    async strike({ proxy }) {
      await proxy.order({ kind: "reset" });
      return Date.now();
    },
  },
  /** The server is killed, and starts again on the same port. */
  restart: {
    limit: 40_000,
    async strike({ server, lasts }) {
      await server.kill();
      await pause(lasts);
      await server.start();
      return Date.now();
    },
  },
  /** The connection is reset, and new ones are refused for some time. */
  refuse: {
    limit: 40_000,
    strike: (struck) => standing("refuse", struck),
  },
  /** The connection is reset; new ones are accepted for some time, and never answered. */
  hang: {
    limit: 60_000,
    strike: (struck) => standing("hang", struck),
  },
  /** The link is dead, and nothing says so. */
  half_open: {
    limit: 60_000,
    async strike({ proxy }) {
      await proxy.order({ kind: "silent" });
      return Date.now();
    },
  },
};

async function standing(kind, { proxy, lasts }) {
  await proxy.order({ kind });
  await proxy.order({ kind: "reset" });
  await pause(lasts);
  await proxy.order({ kind: "none" });
  return Date.now();
}
