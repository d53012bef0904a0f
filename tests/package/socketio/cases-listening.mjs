import { equal, ok, same, thrown } from "../behaviour/expect.mjs";
import { next, withSocket } from "./lib.mjs";

export const listening = {
  "listeners come and go": withSocket(async ({ open }) => {
    const socket = open();
    const heard = [];
    const a = (n) => heard.push(["a", n]);
    const b = (n) => heard.push(["b", n]);
    socket.on("reflected", a).once("reflected", b);
    ok(socket.hasListeners("reflected") && socket.listeners("reflected").length === 2, "both are there");
    for (const n of [1, 2]) socket.emit("reflect", n);
    await socket.emitWithAck("echo");
    socket.off("reflected", a).once("reflected", b).off("reflected", b);
    socket.emit("reflect", 3);
    await socket.emitWithAck("echo");
    same(heard, [["a", 1], ["b", 1], ["a", 2]], "what they heard");
    socket.on("reflected", a).off("reflected");
    ok(!socket.hasListeners("reflected"), "all of an event");
    socket.on("x", a).off();
    ok(!socket.hasListeners("x"), "all");
    ok(!socket.hasListeners("__proto__") && !socket.hasListeners("constructor"), "names of the language are names");
  }),
  "some hear all that comes and all that goes": withSocket(async ({ open }) => {
    const socket = open();
    const heard = [];
    const all = (...args) => heard.push(["in", ...args]);
    const out = (...args) => heard.push(["out", ...args]);
    socket.onAny(all).prependAny((...args) => heard.push(["first", ...args])).onAnyOutgoing(out);
    equal(socket.listenersAny().length + socket.listenersAnyOutgoing().length, 3, "how many");
    socket.emit("reflect", 1);
    const [n, offset] = await next(socket, "reflected");
    equal(n, 1, "what came");
    same(heard, [["out", "reflect", 1], ["first", "reflected", 1, offset], ["in", "reflected", 1, offset]], "what they heard");
    socket.offAny(all).offAny().offAnyOutgoing();
    equal(socket.listenersAny().length, 0, "none");
    equal(socket.listenersAnyOutgoing().length, 0, "none");
  }),
  "a listener that throws stops nobody": withSocket(async ({ open }) => {
    const socket = open();
    const heard = [];
    socket.on("reflected", () => {
      heard.push(1);
      throw new Error("on purpose");
    });
    socket.on("reflected", () => heard.push(2));
    socket.emit("reflect");
    await next(socket, "reflected");
    await socket.emitWithAck("echo");
    same(heard, [1, 2], "who was called");
  }),
  "a call never calls back before it returns": withSocket(async ({ open }) => {
    const socket = open();
    await next(socket, "connect");
    let during = true;
    socket.on("disconnect", () => ok(!during, "the disconnect event"));
    const left = next(socket, "disconnect");
    socket.disconnect();
    during = false;
    await left;
  }),
  "names that are not the user's are refused": withSocket(async ({ open }) => {
    const socket = open({ autoConnect: false });
    for (const name of ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"]) {
      ok(thrown(() => void socket.emit(name), name).message.includes(name), `an error that names ${name}`);
    }
    const cyclic = {};
    cyclic.self = cyclic;
    ok(thrown(() => void socket.emit("a", cyclic), "a cycle") instanceof TypeError, "a cycle");
    ok(thrown(() => void socket.timeout("1"), "a timeout") instanceof TypeError, "a timeout");
  }),
};
