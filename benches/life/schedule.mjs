// A fault every second, the same for every subject, out of one seed.

/** Ends of which both sides are told at once. */
const TOLD = [
  [{ kind: "reset" }],
  [{ kind: "drop" }],
  [{ kind: "cut", end: "reset" }],
  [{ kind: "close", code: 1001 }],
  [{ kind: "close", code: 1012 }],
  [{ kind: "refuse" }, { kind: "reset" }],
  "kill",
];
/** And these, of which nobody is told: a link that is half-open, a handshake without an answer. */
const UNTOLD = [[{ kind: "silent" }], [{ kind: "hang" }, { kind: "reset" }]];

const EVERY = 1000;
/** For how long something stands. */
const STANDS = 300;

/** `proxy` is what a fault proxy plays, `kills` the times at which the server is killed, both in ms from the start. */
export function schedule({ seed, lasts, told }) {
  const random = numbers(seed);
  const faults = told ? TOLD : [...TOLD, ...UNTOLD];
  const proxy = [];
  const kills = [];
  // Each kind as often as any other, in an order that is drawn.
  let left = [];
  for (let at = EVERY; at < lasts; at += EVERY) {
    if (left.length === 0) left = [...faults];
    const [fault] = left.splice(Math.floor(random() * left.length), 1);
    const when = at + Math.floor((random() - 0.5) * EVERY * 0.4);
    if (fault === "kill") kills.push(when);
    else for (const order of fault) proxy.push({ at_ms: when, fault: order, ...(stands(order) && { for_ms: STANDS }) });
  }
  return { proxy, kills };
}

const stands = ({ kind }) => kind === "refuse" || kind === "hang";

/** Mulberry32: numbers from 0 to 1. */
function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}
