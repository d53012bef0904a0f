// What is sent, and what comes.

import { opened, watch } from "./watch.mjs";

const bytes = async (data) => [...new Uint8Array(data instanceof Blob ? await data.arrayBuffer() : data)];

export const programs = {
  "text and bytes come back as they went": {
    run: async (env) => {
      const { socket, seen } = await opened(env);
      socket.binaryType = "arraybuffer";
      const sent = ["text", "", "Grüße 👋", new Uint8Array([1, 2]).buffer, new Uint8Array([0, 3, 4]).subarray(1)];
      for (const data of sent) socket.send(data);
      await seen.nth("message", sent.length);
      const data = seen.data();
      return {
        binaryType: socket.binaryType,
        texts: data.slice(0, 3),
        classes: data.slice(3).map((one) => one.constructor.name),
        bytes: await Promise.all(data.slice(3).map(bytes)),
      };
    },
  },

  "bytes are Blobs by default, and a Blob can be sent": {
    run: async (env) => {
      const { socket, seen } = await opened(env);
      socket.send(new Blob([new Uint8Array([5, 6])]));
      await seen.nth("message");
      const [data] = seen.data();
      return { binaryType: socket.binaryType, is: data instanceof Blob, bytes: await bytes(data) };
    },
  },

  "what is sent before it is open leaves first, in its order": {
    run: async ({ client, ws }) => {
      const socket = client(ws("/echo"));
      const seen = watch(socket);
      for (const text of ["one", "two", "three"]) socket.send(text);
      const waiting = socket.bufferedAmount;
      let left;
      socket.addEventListener("open", () => {
        left = "all of it";
        socket.send("four");
      });
      await seen.nth("message", 4);
      return { waiting, left, data: seen.data(), after: socket.bufferedAmount };
    },
  },

  "what is sent while it is away arrives when it is back": {
    run: async (env) => {
      const { socket, seen } = await opened(env);
      await env.faults({ kind: "close", code: 1011, reason: "bye" });
      await seen.nth("close");
      socket.send("while away");
      await seen.nth("message");
      return { data: seen.data(), opens: seen.of("open").length };
    },
  },

  "what is sent to a closed client waits for reconnect()": {
    run: async (env) => {
      const { socket, seen } = await opened(env);
      socket.close(1000);
      await seen.nth("close");
      socket.send("later");
      socket.reconnect();
      await seen.nth("message");
      return { data: seen.data() };
    },
  },

  "maxEnqueuedMessages: the first ones are kept": {
    run: async ({ client, ws }) => {
      const socket = client(ws("/echo"), [], { maxEnqueuedMessages: 2 });
      const seen = watch(socket);
      for (const text of ["one", "two", "three", "four"]) socket.send(text);
      await seen.nth("open");
      socket.send("end");
      await seen.nth("message", 3);
      return { data: seen.data() };
    },
  },

  "what send() says": {
    run: async ({ client, ws }) => {
      const socket = client(ws("/echo"), [], { maxEnqueuedMessages: 1 });
      const seen = watch(socket);
      const queued = socket.send("queued");
      const dropped = socket.send("dropped");
      await seen.nth("open");
      return { queued: queued ?? null, dropped: dropped ?? null, sent: socket.send("sent") ?? null };
    },
    differs: {
      queued: { why: "send", ours: ["queued"] },
      dropped: { why: "send", ours: ["dropped"] },
      sent: { why: "send", ours: ["sent"] },
    },
  },

  "how bufferedAmount counts what waits": {
    run: async ({ client, ws }) => {
      const socket = client(ws("/echo"), [], { startClosed: true });
      socket.send("ASCII");
      socket.send(new Uint8Array(7));
      socket.send(new ArrayBuffer(3));
      socket.send(new Blob(["four"]));
      const plain = socket.bufferedAmount;
      socket.send("ü");
      return { plain, "of ü": socket.bufferedAmount - plain };
    },
    differs: { "of ü": { why: "bytes", ours: [2] } },
  },

  "how many messages are kept by default": {
    run: async ({ client, ws }) => {
      const socket = client(ws("/echo"), [], { startClosed: true });
      for (let n = 0; n < 1500; n += 1) socket.send("m");
      return { kept: socket.bufferedAmount };
    },
    differs: { kept: { why: "queue", ours: [1000] } },
  },
};
