// What a user's callbacks may do: throw, and call back into the client.

import { equal, ok, same } from "./expect.mjs";
import { watch } from "./watch.mjs";

const KINDS = ["open", "message", "error", "close", "statechange"];

export const tests = {
  "listeners that throw are reported and change nothing": async ({ client, ws, faults, reported }) => {
    const socket = client(ws("/echo"));
    for (const kind of KINDS) {
      socket.addEventListener(kind, () => {
        throw new Error(`thrown by a test: listener of ${kind}`);
      });
    }
    const seen = watch(socket);
    await seen.nth("open");
    socket.send("one");
    await seen.nth("message");
    await faults({ kind: "reset" });
    await seen.nth("open", 2);
    socket.send("two");
    await seen.nth("message", 2);
    socket.close(1000, "done");
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    same(seen.closes().at(-1), { code: 1000, reason: "done", wasClean: true }, "the close");
    for (const kind of ["open", "message", "close", "statechange"]) {
      await seen.reaches(`the exception of ${kind} is reported`, () =>
        reported().some((message) => message.includes(`thrown by a test: listener of ${kind}`)),
      );
    }
  },

  "on… handlers that throw are reported and change nothing": async ({ client, ws, faults, reported }) => {
    const socket = client(ws("/echo"));
    for (const kind of KINDS) {
      socket[`on${kind}`] = () => {
        throw new Error(`thrown by a test: on${kind}`);
      };
    }
    const seen = watch(socket);
    await seen.nth("open");
    socket.send("one");
    await seen.nth("message");
    await faults({ kind: "reset" });
    await seen.nth("open", 2);
    socket.send("two");
    await seen.nth("message", 2);
    for (const kind of ["open", "message", "close", "statechange"]) {
      await seen.reaches(`the exception of on${kind} is reported`, () =>
        reported().some((message) => message.includes(`thrown by a test: on${kind}`)),
      );
    }
  },

  "send() from inside open, message and statechange": async ({ client, ws }) => {
    const socket = client(ws("/echo"));
    const seen = watch(socket);
    const said = [];
    socket.onopen = () => said.push(socket.send("from open"));
    socket.onstatechange = ({ state }) => state.phase === "open" && said.push(socket.send("from statechange"));
    socket.onmessage = ({ data }) => data === "from open" && said.push(socket.send("from message"));
    await seen.nth("message", 3);
    same(seen.data(), ["from open", "from statechange", "from message"], "the echoes");
    same(said, ["sent", "sent", "sent"], "send says");
  },

  "what was queued leaves before what open sends": async ({ client, ws }) => {
    const socket = client(ws("/echo"));
    const seen = watch(socket);
    socket.send("queued");
    socket.onopen = () => socket.send("from open");
    await seen.nth("message", 2);
    same(seen.data(), ["queued", "from open"], "the echoes");
  },

  "close() from inside open": async ({ client, ws }) => {
    const socket = client(ws("/echo"));
    const seen = watch(socket);
    socket.onopen = () => socket.close(4000, "from open");
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    equal(seen.of("open").length, 1, "open events");
    same(seen.closes(), [{ code: 4000, reason: "from open", wasClean: true }], "the close");
    equal(seen.path().at(-1), "closed (closed by user)", "the last transition");
  },

  "close() from inside message": async ({ client, ws }) => {
    const socket = client(ws("/echo"));
    const seen = watch(socket);
    socket.onmessage = () => socket.close(4000, "from message");
    socket.send("go");
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    same(seen.closes(), [{ code: 4000, reason: "from message", wasClean: true }], "the close");
  },

  "close() from inside close and error: no further attempt": async ({ client, ws, faults }) => {
    for (const kind of ["close", "error"]) {
      await faults({ kind: "refuse" });
      const { handshakes } = await faults();
      const socket = client(ws("/echo"));
      const seen = watch(socket);
      socket[`on${kind}`] = () => socket.close();
      await seen.reaches("closed", ({ phase }) => phase === "closed");
      await seen.nth("close");
      await faults({ kind: "none" });
      await watch(client(ws("/echo"))).nth("open");
      equal(seen.of("close").length, 1, "close events");
      equal(seen.of("open").length, 0, "open events");
      equal((await faults()).handshakes, handshakes + 2, "handshakes: its one and the other client's");
    }
  },

  "close() from inside statechange, at each phase": async ({ client, ws, faults }) => {
    for (const phase of ["open", "waiting", "connecting"]) {
      const socket = client(ws("/echo"));
      const seen = watch(socket);
      await seen.nth("open");
      await seen.reaches("open", (state) => state.phase === "open");
      if (phase === "open") socket.reconnect();
      socket.onstatechange = ({ state }) => state.phase === phase && socket.close();
      if (phase !== "open") await faults({ kind: "reset" });
      await seen.reaches(`closed from ${phase}`, (state) => state.phase === "closed");
      const [opens, closes] = [seen.of("open").length, seen.of("close").length];
      ok(closes >= opens, `each open has its close: ${opens} opens, ${closes} closes`);
    }
  },

  "reconnect() from inside close": async ({ client, ws, faults }) => {
    const socket = client(ws("/echo"), null, { maxRetries: 0 });
    const seen = watch(socket);
    await seen.nth("open");
    socket.addEventListener("close", () => socket.reconnect(), { once: true });
    await faults({ kind: "reset" });
    await seen.nth("open", 2);
    socket.send("works");
    await seen.nth("message");
    equal(seen.of("close").length, 1, "close events");
  },

  "reconnect() from inside message": async ({ client, ws }) => {
    const socket = client(ws("/echo"));
    const seen = watch(socket);
    socket.addEventListener("message", () => socket.reconnect(), { once: true });
    socket.send("go");
    await seen.nth("open", 2);
    socket.send("again");
    await seen.nth("message", 2);
    same(seen.data(), ["go", "again"], "the echoes");
  },

  "close() and send() from inside the URL function": async ({ client, ws, faults }) => {
    const { handshakes } = await faults();
    const socket = client(
      () => {
        socket.send("from the function");
        socket.close();
        return ws("/echo");
      },
      null,
      { startClosed: true },
    );
    const seen = watch(socket);
    socket.reconnect();
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    await watch(client(ws("/echo"))).nth("open");
    equal((await faults()).handshakes, handshakes + 1, "handshakes: only the other client's");
    equal(socket.state.queued.messages, 1, "the message is still queued");
  },

  "a client made inside a callback of another": async ({ client, ws }) => {
    const first = client(ws("/echo"));
    let inner;
    first.onopen = () => {
      inner = watch(client(ws("/echo?greet=inner")));
    };
    const seen = watch(first);
    await seen.reaches("the inner client has its greeting", () => inner?.data().includes("inner"));
  },

  "the state that a listener reads is the one of its event": async ({ client, ws, faults }) => {
    const socket = client(ws("/echo"));
    const seen = watch(socket);
    const read = [];
    socket.addEventListener("statechange", ({ state }) => read.push(state === socket.state));
    await seen.nth("open");
    await faults({ kind: "reset" });
    await seen.nth("open", 2);
    await seen.reaches("open", ({ isConnected }) => isConnected);
    ok(read.length >= 4 && read.every(Boolean), `each the same object: ${read}`);
  },
};
