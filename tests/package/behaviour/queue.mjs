// What is sent while there is no connection: kept, bounded, delivered in order.

import { equal, same } from "./expect.mjs";
import { watch } from "./watch.mjs";

const numbered = (count) => Array.from({ length: count }, (_, n) => `message ${n}`);

export const tests = {
  "what is sent before the first open is delivered in order": async ({ client, ws }) => {
    const socket = client(ws("/echo"));
    const seen = watch(socket);
    const messages = numbered(5);
    for (const message of messages) equal(socket.send(message), "queued", "send says");
    await seen.nth("message", messages.length);
    same(seen.data(), messages, "the echoes");
  },

  "what is sent while the server is away is delivered in order, before anything newer": async ({
    client,
    ws,
    faults,
  }) => {
    const socket = client(ws("/echo"));
    const seen = watch(socket);
    await seen.nth("open");
    await faults({ kind: "refuse" });
    await faults({ kind: "reset" });
    await seen.reaches("away", ({ isConnected }) => !isConnected);

    const messages = numbered(30);
    for (const message of messages) equal(socket.send(message), "queued", "send says");
    const bytes = messages.join("").length;
    same(socket.state.queued, { messages: messages.length, unacknowledged: 0, bytes }, "state.queued");
    equal(socket.bufferedAmount, bytes, "bufferedAmount has what is queued");
    socket.addEventListener("open", () => socket.send("newer"));
    await faults({ kind: "none" });

    await seen.nth("message", messages.length + 1);
    same(seen.data(), [...messages, "newer"], "the echoes");
    same(socket.state.queued, { messages: 0, unacknowledged: 0, bytes: 0 }, "state.queued");
  },

  "texts are counted in bytes, and binary is queued like text": async ({ client, ws }) => {
    const socket = client(ws("/echo"));
    socket.binaryType = "arraybuffer";
    const seen = watch(socket);
    const binary = new Uint8Array([1, 2, 3, 4]);
    equal(socket.send("ü€👋"), "queued", "send says");
    equal(socket.send(binary.subarray(1)), "queued", "send says");
    same(socket.state.queued, { messages: 2, unacknowledged: 0, bytes: 2 + 3 + 4 + 3 }, "state.queued");
    // As the W3C has it: what the caller does with the buffer after send() changes nothing.
    binary.fill(0);
    const { data } = await seen.nth("message", 2);
    same([...new Uint8Array(data)], [2, 3, 4], "the bytes");
  },

  "a full queue says so: dropped": async ({ client, ws }) => {
    const socket = client(ws("/echo"), null, { maxEnqueuedMessages: 2 });
    const seen = watch(socket);
    same(
      numbered(4).map((message) => socket.send(message)),
      ["queued", "queued", "dropped", "dropped"],
      "send says",
    );
    await seen.nth("open");
    socket.send("later");
    await seen.nth("message", 3);
    same(seen.data(), ["message 0", "message 1", "later"], "the echoes");
  },

  "maxEnqueuedMessages 0 keeps nothing": async ({ client, ws }) => {
    const socket = client(ws("/echo"), null, { maxEnqueuedMessages: 0 });
    equal(socket.send("lost"), "dropped", "send says");
    const seen = watch(socket);
    await seen.nth("open");
    equal(socket.send("kept"), "sent", "send says");
    await seen.nth("message");
    same(seen.data(), ["kept"], "the echoes");
  },
};
