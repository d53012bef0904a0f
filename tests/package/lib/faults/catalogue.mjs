// The faults, each with how often it strikes. Every one strikes in the middle of both directions, several times a run.
//
// `times` strikes, one every `every` milliseconds; `strike` gets the cell's `proxy` and `server`. A `quiet` fault need
// not end a connection; every other must, or it has not been there. `ownServer`: it strikes the server as a whole.
// `harmless` says in which engine, and why, a fault ends nothing: the messages are counted there, the fault is not.

import { setTimeout as pause } from "node:timers/promises";

/** One that the proxy is ordered to do. */
const ordered = (name, orders, rhythm = {}) => ({
  name,
  every: 500,
  times: 5,
  ...rhythm,
  strike: async ({ proxy }) => {
    for (const order of orders) await proxy.order(order);
  },
});

/** Longer than a heartbeat: the client is to notice and to be back before the next. */
const SLOW = { every: 1200, times: 4 };
const QUIET = { every: 500, times: 6, quiet: true };
const RESET = { kind: "reset" };

const FRAMES = [
  "rsv1",
  "rsv2",
  "rsv3",
  "utf8",
  "masked",
  "opcode",
  "control_opcode",
  "length",
  "padded_length",
  "long_control",
  "fragmented_control",
  "continuation",
  "short_close",
  "close_utf8",
];

/** RFC 6455 §5.1 has a client fail the connection. */
const HARMLESS = { masked: { Firefox: "Firefox takes a masked frame like any other" } };

/** 1006 must never be in a frame (RFC 6455 §7.4.1): to a client it is a violation. */
const CODES = [1001, 1006, 1011, 1012, 1013, 4000];

/** The faults that any machine can have. `seed` is the random schedule's. */
export const faults = (seed) => [
  { name: "none", every: 0, times: 0, quiet: true },
  // What stands at the door is seen by those who come: the reset makes the client one of them.
  ordered("refuse", [{ kind: "refuse", duration_ms: 150 }, RESET], { every: 700, times: 5 }),
  ordered("hang", [{ kind: "hang", duration_ms: 200 }, RESET], { every: 1500, times: 3 }),
  ordered("reset", [RESET]),
  ordered("drop", [{ kind: "drop" }]),
  ordered("silent", [{ kind: "silent" }], SLOW),
  ordered("stall", [{ kind: "stall", duration_ms: 900 }], { every: 1500, times: 3 }),
  ordered("throttle", [{ kind: "throttle", bytes_per_second: 30_000, duration_ms: 300 }], QUIET),
  ordered("delay", [{ kind: "delay", delay_ms: 100, duration_ms: 300 }], QUIET),
  ordered("chunk", [{ kind: "chunk", bytes: 1, duration_ms: 300 }], QUIET),
  ordered("cut, then FIN", [{ kind: "cut", end: "drop" }]),
  ordered("cut, then reset", [{ kind: "cut", end: "reset" }]),
  ordered("cut, then silent", [{ kind: "cut", end: "silent" }], SLOW),
  ...FRAMES.map((frame) => ordered(`illegal ${frame}`, [{ kind: "corrupt", frame }], { harmless: HARMLESS[frame] })),
  ...CODES.map((code) => ordered(`close ${code}`, [{ kind: "close", code }])),
  {
    name: `random, seed ${seed}`,
    every: 0,
    times: 1,
    // The proxy strikes until the cell is over.
    lasts: 8000,
    strike: ({ proxy }) => proxy.play({ seed }),
  },
  {
    name: "SIGKILL, restart",
    every: 600,
    times: 5,
    ownServer: true,
    strike: async ({ server }) => {
      await server.stop("SIGKILL");
      await server.start();
    },
  },
  {
    name: "SIGSTOP, SIGCONT",
    every: 700,
    times: 3,
    ownServer: true,
    strike: async ({ server }) => {
      server.signal("SIGSTOP");
      await pause(900);
      server.signal("SIGCONT");
    },
  },
];
