import { equal, ok, same } from "../behaviour/expect.mjs";
import { next, script, withSocket } from "./lib.mjs";

const BAD = [
  "bad-kind",
  "bad-json",
  "bad-ack",
  "bad-engine",
  "bad-attachments",
  "bad-many",
  "bad-placeholder",
  "bad-number",
  "bad-order",
  "bad-binary",
  "bad-name",
  "bad-id",
  "bad-deep",
  "bad-head",
];

const scripted = (run) => withSocket(run, { server: "scripted" });

export const hostile = {
  ...Object.fromEntries(
    BAD.map((name) => [
      `${name} ends the connection, and the next one is as good as any`,
      scripted(async ({ open }) => {
        const socket = open(script(name));
        socket.on("a", () => ok(false, "nothing of it is delivered"));
        same(await next(socket, "disconnect"), ["parse error"], "the reason");
        await next(socket, "fine");
      }),
    ]),
  ),
  "a server that closes is come back to": scripted(async ({ open }) => {
    const socket = open(script("bad-close"));
    same(await next(socket, "disconnect"), ["transport close"], "the reason");
    await next(socket, "fine");
  }),
  "a greeting without sense is none": scripted(async ({ open }) => {
    const socket = open(script("bad-greeting"));
    await next(socket, "connect_error");
    await next(socket, "fine");
  }),
  "keys of the language's own do no harm": scripted(async ({ open }) => {
    const socket = open(script("proto"));
    const came = [];
    socket.on("proto", (value) => came.push(value));
    await next(socket, "__proto__");
    equal({}.polluted, undefined, "every object");
    ok(came.length === 2 && Object.getPrototypeOf(came[0]) === Object.prototype, "what came is plain");
    ok(Object.hasOwn(came[0], "__proto__"), "and has the key as its own");
  }),
};
