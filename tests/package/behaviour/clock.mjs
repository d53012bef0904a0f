// `clock` tells and measures all time that the client knows.

import { equal, isTypeError, ok, same, thrown } from "./expect.mjs";
import { fakeClass, onFake } from "./fakes.mjs";

/** Time that stands still until it is told to go on. */
function fakeClock(now = 0) {
  const timers = new Map();
  let last = 0;
  return {
    timers,
    now: () => now,
    setTimeout: (callback, delay) => (timers.set(++last, { at: now + delay, callback }), last),
    clearTimeout: (timer) => timers.delete(timer),
    advance(ms) {
      const until = now + ms;
      for (;;) {
        const due = [...timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
        if (!due) break;
        timers.delete(due[0]);
        now = Math.max(now, due[1].at);
        due[1].callback();
      }
      now = until;
    },
  };
}

const POLICY = { minReconnectionDelay: 60_000, maxReconnectionDelay: 60_000, jitter: "none" };

export const tests = {
  "clock: an hour of retries passes when the clock says so, and no sooner": async (env) => {
    const clock = fakeClock(1_000_000);
    const Fake = fakeClass();
    const { socket, made } = onFake(env, { clock, ...POLICY }, Fake);
    for (let retry = 0; retry < 60; retry++) {
      (await made(retry + 1)).end(1006);
      equal(socket.state.nextAttemptAt, clock.now() + 60_000, "nextAttemptAt is by that clock");
      clock.advance(59_999);
      equal(Fake.made.length, retry + 1, "sockets before the delay is over");
      clock.advance(1);
    }
    equal(clock.now(), 1_000_000 + 3_600_000, "the time that passed");
    const times = socket.transitions.map(({ at }) => at);
    ok(times.every((at) => at >= 1_000_000 && at <= clock.now()), "transitions are by that clock");
  },

  "clock: heartbeat and handshake are measured by it; closed, no timer is left": async (env) => {
    const clock = fakeClock();
    const options = { clock, heartbeat: { message: "ping", interval: 1000, timeout: 500 }, ...POLICY };
    const { socket, open, seen } = onFake(env, options);
    const link = await open(1);
    clock.advance(1000);
    same(link.sent, ["ping"], "what the socket got");
    clock.advance(500);
    await seen.nth("close", 1);
    equal(socket.state.cause, "heartbeat timed out", "cause");
    socket.close();
    equal(clock.timers.size, 0, "timers");
  },

  "clock: one that lacks something is refused, and said what it takes": ({ client }) => {
    const { now, setTimeout } = fakeClock();
    for (const clock of [null, 7, { now, setTimeout }, {}]) {
      const error = thrown(() => client("ws://127.0.0.1:9/", null, { clock, startClosed: true }), "a bad clock");
      isTypeError(error, ["`clock`", "clearTimeout"], "a bad clock");
    }
  },
};
