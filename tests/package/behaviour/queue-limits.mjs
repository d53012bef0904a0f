// What does not fit into the queue, or waits in it for too long: never lost in silence.

import { equal, isDomException, same, thrown } from "./expect.mjs";
import { onFake } from "./fakes.mjs";

/** A client whose socket is not open yet, with these options of the queue. */
const waiting = (env, queue, options) => onFake(env, { queue, ...options });

const send = (socket, ...messages) => messages.map((message) => socket.send(message));
const queued = ({ messages, bytes }) => [messages, bytes];

/** The drops so far: data and reason. */
const drops = (seen) => seen.of("drop").map(({ data, reason }) => `${data}: ${reason}`);

export const tests = {
  "queue.maxMessages is maxEnqueuedMessages": async (env) => {
    for (const options of [{ queue: { maxMessages: 1 } }, { maxEnqueuedMessages: 1 }]) {
      const { socket } = onFake(env, options);
      same(send(socket, "a", "b"), ["queued", "dropped"], "send says");
    }
  },

  "drop-newest, the default: what does not fit is not kept, and send says so": async (env) => {
    for (const queue of [{ maxMessages: 2 }, { maxBytes: 4 }, { maxBytes: 5, overflow: "drop-newest" }]) {
      const { socket, seen, open } = waiting(env, queue);
      same(send(socket, "ab", "cd", "ef"), ["queued", "queued", "dropped"], "send says");
      same(queued(socket.state.queued), [2, 4], "what is queued");
      equal(socket.counters.dropped, 1, "dropped");
      same((await open(1)).sent, ["ab", "cd"], "what the socket got");
      same(drops(seen), [], "drop events: send has said it");
    }
  },

  "bytes are those of the wire, and a small one may fit where a large one did not": async (env) => {
    const { socket, open } = waiting(env, { maxBytes: 6 });
    same(send(socket, "€", "éé", "é", new Uint8Array(1)), ["queued", "dropped", "queued", "queued"], "send says");
    same(queued(socket.state.queued), [3, 6], "what is queued");
    const { sent } = await open(1);
    same([sent[0], sent[1], sent[2].byteLength], ["€", "é", 1], "what the socket got");
  },

  "drop-oldest: those that have waited longest make way, each with a drop event": async (env) => {
    for (const queue of [{ maxMessages: 2 }, { maxBytes: 4 }]) {
      const { socket, seen, open } = waiting(env, { ...queue, overflow: "drop-oldest" });
      const told = [];
      socket.ondrop = ({ data }) => told.push(data);
      same(send(socket, "ab", "cd", "ef", "gh"), ["queued", "queued", "queued", "queued"], "send says");
      same(drops(seen), [], "drop events before send returned");
      await seen.nth("drop", 2);
      same(drops(seen), ["ab: drop-oldest", "cd: drop-oldest"], "drop events");
      same(told, ["ab", "cd"], "what ondrop was told");
      same((await open(1)).sent, ["ef", "gh"], "what the socket got");
      equal(socket.counters.dropped, 2, "dropped");
    }
  },

  "drop-oldest: a large one takes the place of several, one that can never fit takes none": async (env) => {
    const { socket, seen, open } = waiting(env, { maxBytes: 4, overflow: "drop-oldest" });
    same(send(socket, "a", "b", "c", "12345", "123"), ["queued", "queued", "queued", "dropped", "queued"], "send says");
    await seen.nth("drop", 2);
    same(drops(seen), ["a: drop-oldest", "b: drop-oldest"], "drop events");
    same((await open(1)).sent, ["c", "123"], "what the socket got");
  },

  "a drop event has the bytes that were sent, not what became of their buffer": async (env) => {
    const { socket, seen } = waiting(env, { maxMessages: 1, overflow: "drop-oldest" });
    const bytes = new Uint8Array([1, 2, 3]);
    socket.send(bytes.subarray(1));
    bytes.fill(0);
    socket.send("next");
    const { data } = await seen.nth("drop");
    same([...data], [2, 3], "the bytes");
  },

  "reject: send throws, and nothing is changed": async (env) => {
    for (const queue of [{ maxMessages: 1 }, { maxBytes: 3 }]) {
      const { socket, open } = waiting(env, { ...queue, overflow: "reject" });
      equal(socket.send("ab"), "queued", "send says");
      const error = thrown(() => socket.send("cd"), "a full queue");
      isDomException(error, "QuotaExceededError", ["queue", "full"], "a full queue");
      same(queued(socket.state.queued), [1, 2], "what is queued");
      const first = await open(1);
      equal(socket.send("ef"), "sent", "send says when it is open");
      same(first.sent, ["ab", "ef"], "what the socket got");
    }
  },

  "maxBytes 0 keeps empty messages only, Infinity keeps all": async (env) => {
    same(send(waiting(env, { maxBytes: 0 }).socket, "", "a"), ["queued", "dropped"], "send says");
    const { socket } = waiting(env, { maxBytes: Infinity, maxMessages: Infinity });
    same(send(socket, "x".repeat(2 ** 20), "a"), ["queued", "queued"], "send says");
  },

  "ttl: what waited for too long is dropped with an event, and not sent": async (env) => {
    const { socket, seen, open } = waiting(env, { ttl: 40 });
    equal(socket.send("old"), "queued", "send says");
    await seen.nth("drop");
    same(drops(seen), ["old: expired"], "drop events");
    same(queued(socket.state.queued), [0, 0], "what is queued");
    socket.send("new");
    same((await open(1)).sent, ["new"], "what the socket got");
    equal(socket.counters.dropped, 1, "dropped");
  },

  "ttl: a closed client has no timer; what expired meanwhile is dropped with the next attempt": async (env) => {
    const { socket, seen, made } = onFake(env, { queue: { ttl: 30 }, startClosed: true });
    equal(socket.send("old"), "queued", "send says");
    await new Promise((resolve) => setTimeout(resolve, 60));
    same([drops(seen), socket.state.queued.messages], [[], 1], "while nothing goes on: drops, messages");
    socket.reconnect();
    await seen.nth("drop");
    same(drops(seen), ["old: expired"], "drop events");
    const first = await made(1);
    socket.close();
    first.end(1005, "", true);
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    socket.send("old, too");
    await new Promise((resolve) => setTimeout(resolve, 60));
    equal(seen.of("drop").length, 1, "drop events while it is closed");
    socket.reconnect();
    await seen.nth("drop", 2);
    (await made(2)).open();
    same((await made(2)).sent, [], "what the socket got");
  },

  "highWaterMark: a socket that has so many bytes is handed no more until it has fewer": async (env) => {
    const { socket, seen, open } = waiting(env, { highWaterMark: 10 });
    const first = await open(1);
    equal(socket.send("one"), "sent", "send says");
    first.bufferedAmount = 10;
    same(send(socket, "two", "three"), ["queued", "queued"], "send says");
    equal(socket.bufferedAmount, 18, "bufferedAmount has both");
    first.bufferedAmount = 9;
    equal(socket.send("four"), "queued", "nothing overtakes what waits: send says");
    await env.until("the rest is handed over", () => first.sent.length >= 2);
    // Each handful goes in until the mark is reached, as far as is known.
    first.bufferedAmount = 0;
    await env.until("all of it", () => first.sent.length === 4);
    same(first.sent, ["one", "two", "three", "four"], "what the socket got");
    equal(seen.of("drop").length, 0, "drop events");
  },

  "a listener of drop that throws is reported, and one may send again": async (env) => {
    const { socket, seen, open } = waiting(env, { maxMessages: 2, overflow: "drop-oldest" });
    socket.addEventListener("drop", () => {
      throw new Error("thrown by a test: listener of drop");
    });
    socket.addEventListener("drop", ({ data }) => data === "a" && socket.send("a again"));
    send(socket, "a", "b", "c");
    await seen.nth("drop", 2);
    same(drops(seen), ["a: drop-oldest", "b: drop-oldest"], "drop events");
    same((await open(1)).sent, ["c", "a again"], "what the socket got");
  },
};
