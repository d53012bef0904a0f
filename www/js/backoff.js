// What a retry policy means: the least and the most that each delay can be, by the formulas of the guide, and delays that
// the library itself draws, played through without a network or a second of waiting.

import { ReconnectingWebSocket } from "/pkg/dist/everwire.js";

/** Retries that are looked at. */
export const RETRIES = 10;
const GROWTH = 2;
/** So that no two clients start alike: 2³² over the golden ratio. */
const SEEDS_APART = 0x9e3779b1;

/** [least, most] in ms for retry 1 and on; for `decorrelated` whatever was drawn before. */
export function bounds({ minReconnectionDelay: base, maxReconnectionDelay: cap, jitter }) {
  const floor = Math.min(base, cap);
  let delay = floor;
  let most = floor;
  return Array.from({ length: RETRIES }, (_, retry) => {
    if (retry > 0) delay = Math.min(cap, delay * GROWTH);
    most = Math.min(cap, most * 3);
    if (jitter === "decorrelated") return [floor, most];
    return [jitter === "full" ? 0 : jitter === "equal" ? delay / 2 : delay, delay];
  });
}

/** The delays that `clients` clients of this policy draw when no attempt succeeds: one array each. */
export function draws(policy, clients) {
  return Promise.all(Array.from({ length: clients }, (_, seed) => drawn(policy, seed)));
}

async function drawn(policy, seed) {
  const clock = stillClock();
  const socket = new ReconnectingWebSocket("ws://nobody.invalid", null, {
    ...policy,
    heartbeat: undefined,
    maxRetries: Math.min(policy.maxRetries, RETRIES),
    WebSocket: Nobody,
    clock,
    seed: (seed + 1) * SEEDS_APART,
  });
  const delays = [];
  while (socket.state.phase !== "closed" && delays.length < RETRIES) {
    if (socket.state.phase === "waiting") {
      delays.push(socket.state.nextAttemptAt - clock.now());
      clock.ring();
    }
    await undefined;
  }
  socket.close();
  return delays;
}

/** Time that goes on from timer to timer. The client has one at most. */
function stillClock() {
  let now = 0;
  let timer = null;
  return {
    now: () => now,
    setTimeout: (callback, delay) => ((timer = { callback, at: now + delay }), timer),
    clearTimeout: (old) => (timer = timer === old ? null : timer),
    ring() {
      const { callback, at } = timer;
      timer = null;
      now = at;
      callback();
    },
  };
}

/** Nothing answers. */
class Nobody {
  constructor() {
    throw new Error("nobody is there");
  }
}
