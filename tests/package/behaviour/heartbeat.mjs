// A link that says nothing is probed, and given up where it stays silent: no close is waited for.

import { equal, includes, ok, same } from "./expect.mjs";
import { onFake } from "./fakes.mjs";
import { watch } from "./watch.mjs";

const ABNORMAL = { code: 1006, reason: "", wasClean: false };
/** Long enough that a busy machine answers in time. */
const PATIENT = 20_000;

/** What the class of a link has sent, `ping`s only. */
const pings = ({ sent }) => sent.filter((data) => data === "ping").length;

/** Waits until the client gave up its first connection; the state that followed says why. */
async function givenUp(seen) {
  await seen.nth("close");
  return seen.of("statechange").find(({ state }) => state.phase === "waiting").state;
}

export const tests = {
  "a silent link is probed; the answer is not delivered, and measures the round trip": async (env) => {
    const heartbeat = { message: "ping", isReply: (data) => data === "pong", interval: 30, timeout: PATIENT };
    const { socket, seen, open } = onFake(env, { heartbeat });
    const link = await open(1);
    equal(socket.state.rtt, null, "rtt before the first probe");
    await env.until("the link is probed", () => pings(link) === 1);
    link.receive("pong");
    ok(socket.state.rtt >= 0, `rtt is a number of ms, got ${socket.state.rtt}`);
    await env.until("it is probed again", () => pings(link) === 2);
    link.receive("news");
    await env.until("and again, as anything is a sign of life", () => pings(link) === 3);
    same(seen.data(), ["news"], "what was delivered");
    same([socket.state.phase, seen.of("close").length], ["open", 0], "phase, closes");
  },

  "a reply that nobody asked for is not delivered either": async (env) => {
    const { seen, socket, open } = onFake(env, { heartbeat: { isReply: (data) => data === "pong" } });
    const link = await open(1);
    link.receive("pong");
    link.receive("news");
    same(seen.data(), ["news"], "what was delivered");
    same([socket.state.rtt, socket.counters.received], [null, 1], "rtt, received");
  },

  "without isReply every message is delivered, and none measures the round trip": async (env) => {
    const { socket, seen, open } = onFake(env, { heartbeat: { message: "ping", interval: 30, timeout: PATIENT } });
    const link = await open(1);
    await env.until("the link is probed", () => pings(link) === 1);
    link.receive("pong");
    await env.until("it is probed again", () => pings(link) === 2);
    same([seen.data(), socket.state.rtt], [["pong"], null], "what was delivered, rtt");
  },

  "a half-open link is given up after interval + timeout, and its late words change nothing": async (env) => {
    const { socket, seen, made, open } = onFake(env, { heartbeat: { message: "ping", interval: 40, timeout: 60 } });
    const began = performance.now();
    const link = await open(1);
    const { cause, error } = await givenUp(seen);
    const took = performance.now() - began;
    ok(took > 90, `not before interval + timeout: ${took} ms`);
    equal(cause, "heartbeat timed out", "the cause");
    includes(error.message, ["heartbeat timed out"], "the error");
    same(seen.closes(), [ABNORMAL], "the close");
    same(link.closedWith, [], "the link was closed");
    const next = await made(2);
    next.open();
    await seen.nth("open", 2);
    for (const late of [() => link.receive("late"), () => link.fire("error"), () => link.end(1000, "late", true)]) late();
    same(seen.closes(), [ABNORMAL], "the closes after its late words");
    same(seen.data(), [], "messages");
    equal(socket.state.phase, "open", "phase");
  },

  "without a message the server has to speak by itself: nothing is sent": async (env) => {
    const { seen, open } = onFake(env, { heartbeat: { interval: 30, timeout: 30 } });
    const link = await open(1);
    equal((await givenUp(seen)).cause, "heartbeat timed out", "the cause");
    same(link.sent, [], "what was sent");
  },

  "no heartbeat: a silent link is left alone": async (env) => {
    // The other client shows that time has passed.
    const quiet = onFake(env);
    const link = await quiet.open(1);
    const { seen, open } = onFake(env, { heartbeat: { interval: 30, timeout: 30 } });
    await open(1);
    await givenUp(seen);
    same([quiet.socket.state.phase, link.sent], ["open", []], "phase, what was sent");
  },

  "a message function is called for each probe, may give bytes, or nothing": async (env) => {
    const given = ["first", new Uint8Array([1, 2]), null];
    let calls = 0;
    const message = () => given[calls++];
    const { open } = onFake(env, { heartbeat: { message, interval: 20, timeout: PATIENT } });
    const link = await open(1);
    for (let n = 1; n <= 3; n += 1) {
      await env.until(`probe ${n}`, () => calls === n);
      link.receive("a sign of life");
    }
    same([link.sent[0], [...link.sent[1]], link.sent.length], ["first", [1, 2], 2], "what was sent");
  },

  "a message function that throws is reported, and the link is judged all the same": async (env) => {
    const message = () => {
      throw new Error("thrown by a test: heartbeat.message");
    };
    const { seen, open } = onFake(env, { heartbeat: { message, interval: 20, timeout: 20 } });
    await open(1);
    equal((await givenUp(seen)).cause, "heartbeat timed out", "the cause");
    const { reported, until } = env;
    await until("it is reported", () => reported().some((text) => text.includes("thrown by a test: heartbeat.message")));
  },

  "an isReply that throws is reported, and the message delivered": async (env) => {
    const isReply = () => {
      throw new Error("thrown by a test: isReply");
    };
    const { seen, open } = onFake(env, { heartbeat: { isReply } });
    (await open(1)).receive("news");
    same(seen.data(), ["news"], "what was delivered");
    const { reported, until } = env;
    await until("it is reported", () => reported().some((text) => text.includes("thrown by a test: isReply")));
  },

  "close() from inside the message function": async (env) => {
    let socket;
    const message = () => socket.close(4000, "from the heartbeat");
    const fake = onFake(env, { heartbeat: { message, interval: 20, timeout: 20 } });
    ({ socket } = fake);
    const link = await fake.open(1);
    await fake.seen.reaches("closing", ({ phase }) => phase === "closing");
    same(link.closedWith, [4000, "from the heartbeat"], "what the link was closed with");
    link.end(4000, "from the heartbeat", true);
    equal(socket.state.phase, "closed", "phase");
  },

  "nothing beats between two connections, nor when it is closed": async (env) => {
    const { socket, seen, made, open } = onFake(env, { heartbeat: { message: "ping", interval: 20, timeout: PATIENT } });
    const first = await open(1);
    first.end(1006);
    const second = await made(2);
    await new Promise((resolve) => setTimeout(resolve, 60));
    same(second.sent, [], "what a link in its handshake was sent");
    second.open();
    await env.until("a probe", () => pings(second) === 1);
    const sent = first.sent.length;
    socket.close();
    second.end(1005, "", true);
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    await new Promise((resolve) => setTimeout(resolve, 60));
    same([first.sent.length, pings(second)], [sent, 1], "probes of the closed ones");
  },

  "a server that goes silent is noticed, and the client comes back": async ({ client, ws, faults }) => {
    const heartbeat = { message: "ping", isReply: (data) => data === "ping", interval: 50, timeout: 2000 };
    const socket = client(ws("/echo"), null, { heartbeat });
    const seen = watch(socket);
    await seen.nth("open");
    await seen.reaches("a round trip was measured", ({ rtt }) => rtt !== null);
    equal(seen.of("message").length, 0, "messages");
    await faults({ kind: "silent" });
    const { cause } = await givenUp(seen);
    equal(cause, "heartbeat timed out", "the cause");
    await faults({ kind: "none" });
    await seen.reaches("open again", ({ isConnected }) => isConnected);
  },

  "a probe of bytes reaches the server": async ({ client, ws, until }) => {
    const isReply = (data) => data instanceof ArrayBuffer && data.byteLength === 3;
    const heartbeat = { message: new Uint8Array([1, 2, 3]), isReply, interval: 30, timeout: PATIENT };
    const socket = client(ws("/echo"), null, { heartbeat });
    socket.binaryType = "arraybuffer";
    await until("a round trip was measured", () => socket.state.rtt !== null);
    equal(socket.counters.received, 0, "messages delivered");
  },
};
