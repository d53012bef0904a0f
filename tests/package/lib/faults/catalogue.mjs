// The faults, each with how often it strikes. Every one strikes in the middle of both directions, several times a run.
//
// `times` strikes, `every` milliseconds after the client was back from the one before; `strike` gets the cell's `proxy`
// and `server` and `noticed(ends)`, which resolves when the client has seen so many connections and attempts end. A
// `quiet` fault need not end a connection; every other must, or it has not been there. `ownServer`: it strikes the
// server as a whole. `lasts` is about how long, in milliseconds, where that is more than any run takes. `harmless` says
// in which engine, and why, a fault ends nothing: the messages are counted there, the fault is not. `rate` is the
// messages a second, where that is not the usual.

/** One that the proxy is ordered to do. It stands until the client has noticed, however busy the machine is. */
const ordered = (name, orders, { ends = 1, ...more } = {}) => ({
  name,
  every: 400,
  times: 5,
  ...more,
  strike: async ({ proxy, noticed }) => {
    for (const order of orders) await proxy.order(order);
    await noticed(ends);
    await proxy.order({ kind: "none" });
  },
});

/** One that only slows the link down, for a time. */
const slow = (name, order) => ({
  name,
  every: 500,
  times: 6,
  quiet: true,
  strike: ({ proxy }) => proxy.order({ ...order, duration_ms: 300 }),
});

const RESET = { kind: "reset" };
/** It takes the client half a second or more to notice. */
const SLOWLY = { times: 3, lasts: 6000 };

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
  // What stands at the door is seen by those who come: the reset makes the client one of them, the second end is theirs.
  ordered("refuse", [{ kind: "refuse" }, RESET], { ends: 2 }),
  ordered("hang", [{ kind: "hang" }, RESET], { ...SLOWLY, ends: 2 }),
  ordered("reset", [RESET]),
  ordered("drop", [{ kind: "drop" }]),
  ordered("silent", [{ kind: "silent" }], SLOWLY),
  ordered("stall", [{ kind: "stall" }], SLOWLY),
  slow("throttle", { kind: "throttle", bytes_per_second: 30_000 }),
  slow("delay", { kind: "delay", delay_ms: 100 }),
  slow("chunk", { kind: "chunk", bytes: 1 }),
  ordered("cut, then FIN", [{ kind: "cut", end: "drop" }]),
  ordered("cut, then reset", [{ kind: "cut", end: "reset" }]),
  ordered("cut, then silent", [{ kind: "cut", end: "silent" }], SLOWLY),
  ...FRAMES.map((frame) => ordered(`illegal ${frame}`, [{ kind: "corrupt", frame }], { harmless: HARMLESS[frame] })),
  ...CODES.map((code) => ordered(`close ${code}`, [{ kind: "close", code }])),
  {
    name: `random, seed ${seed}`,
    every: 0,
    times: 1,
    // The proxy strikes until the cell is over, every 1.6 s on average: slowly enough that it meets several.
    rate: 1000,
    lasts: 10_000,
    strike: ({ proxy }) => proxy.play({ seed }),
  },
  {
    name: "SIGKILL, restart",
    every: 400,
    times: 5,
    ownServer: true,
    strike: async ({ server, noticed }) => {
      await server.stop("SIGKILL");
      await noticed(1);
      await server.start();
    },
  },
  {
    name: "SIGSTOP, SIGCONT",
    every: 400,
    ...SLOWLY,
    ownServer: true,
    strike: async ({ server, noticed }) => {
      server.signal("SIGSTOP");
      await noticed(1);
      server.signal("SIGCONT");
    },
  },
];
