import { equal, ok, same } from "../behaviour/expect.mjs";
import { next, script, withSocket } from "./lib.mjs";

const bytes = (data) => [...new Uint8Array(data)];

export const binary = {
  "attachments go both ways, wherever they stand": withSocket(async ({ open }) => {
    const socket = open();
    const data = new Uint8Array([9, 1, 2, 3]).subarray(1);
    socket.emit("reflect", data, { deep: [{ data: data.slice().buffer }] }, "text");
    const [first, second, third] = await next(socket, "reflected");
    ok(first instanceof ArrayBuffer, "an ArrayBuffer");
    same([bytes(first), bytes(second.deep[0].data), third], [[1, 2, 3], [1, 2, 3], "text"], "what came back");
    same(bytes(await socket.emitWithAck("echo", data)), [1, 2, 3], "acknowledged with bytes");
    socket.on("question", (question, done) => done(question, new DataView(new ArrayBuffer(2))));
    const answer = await socket.emitWithAck("ask", new Uint8Array(1));
    same(answer.map(bytes), [[0], [0, 0]], "answered with bytes");
    const empty = await socket.emitWithAck("echo", new Uint8Array());
    equal(empty.byteLength, 0, "none at all");
  }),
  "a Blob is bytes, too": withSocket(async ({ open }) => {
    const socket = open();
    same(bytes(await socket.emitWithAck("echo", new Blob([new Uint8Array([5, 6])]))), [5, 6], "what came back");
  }),
  "what is large arrives whole": withSocket(async ({ open }) => {
    const socket = open();
    const large = new Uint8Array(3 << 20).map((_, at) => at % 251);
    const [back, text] = await new Promise((resolve) => socket.emit("echo", large, "x".repeat(1 << 20), (...args) => resolve(args)));
    const view = new Uint8Array(back);
    ok(view.length === large.length && view.every((byte, at) => byte === large[at]), "the bytes");
    equal(text.length, 1 << 20, "the text");
  }),
  "parts may be apart": withSocket(async ({ open }) => {
    const socket = open({ ...script("parts") }, { server: "scripted" });
    same((await next(socket, "parts")).map(bytes), [[2, 2], [1]], "what came");
  }),
  "what looks like a placeholder is no attachment": withSocket(async ({ open }) => {
    const socket = open();
    const [came] = await new Promise((resolve) => socket.emit("echo", { _placeholder: true, num: 0 }, (...args) => resolve(args)));
    same(came, { _placeholder: true, num: 0 }, "what came back");
  }),
};
