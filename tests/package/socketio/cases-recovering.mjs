import { equal, ok, same } from "../behaviour/expect.mjs";
import { until } from "../behaviour/wait.mjs";
import { next, withSocket } from "./lib.mjs";

export const recovering = {
  "what the server keeps arrives once, in order, over many losses": withSocket(async ({ open }) => {
    const socket = open();
    const came = [];
    socket.on("number", (n) => came.push(n));
    // The first event tells it where it is: without one there is nothing to go on from.
    socket.emit("reflect");
    await next(socket, "reflected");
    const { id } = socket;
    for (let round = 0; round < 5; round++) {
      socket.emit("count", round * 100, round * 100 + 100);
      // What was missed comes first, and then the server says that it has taken up the session.
      await until(`the numbers of round ${round}`, () => came.length === round * 100 + 100 && socket.connected);
      ok(socket.recovered, "the session was taken up");
    }
    same(came, [...Array(500).keys()], "what came");
    equal(socket.id, id, "the id");
  }),
  "what nobody keeps any more is a new session": withSocket(async ({ open }) => {
    const socket = open();
    await next(socket, "connect");
    const { id } = socket;
    // Left for good, so that the server forgets it.
    socket.disconnect().connect();
    await next(socket, "connect");
    ok(!socket.recovered && socket.id !== id, "another one");
  }),
};
