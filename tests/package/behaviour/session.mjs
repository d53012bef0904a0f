// A session with nothing wrong: connect, exchange, observe, close.

import { equal, ok, same } from "./expect.mjs";
import { watch } from "./watch.mjs";

const bytes = async (data) => [...new Uint8Array(data instanceof Blob ? await data.arrayBuffer() : data)];

export const tests = {
  "text and binary come back as they went": async ({ client, ws }) => {
    const socket = client(ws("/echo"));
    socket.binaryType = "arraybuffer";
    const seen = watch(socket);
    await seen.nth("open");
    const view = new Uint8Array([0, 1, 2, 3, 4]).subarray(1, 4);
    const sent = [
      "plain",
      "",
      "Grüße 👋 \u0000",
      new Uint8Array([9, 0, 255]).buffer,
      view,
      new DataView(new Uint8Array([7, 8]).buffer, 1),
    ];
    for (const data of sent) equal(socket.send(data), "sent", "send says");
    await seen.nth("message", sent.length);
    same(seen.data().slice(0, 3), sent.slice(0, 3), "texts");
    const binary = seen.data().slice(3);
    ok(
      binary.every((data) => data instanceof ArrayBuffer),
      "binaryType arraybuffer gives ArrayBuffer",
    );
    same(await Promise.all(binary.map(bytes)), [[9, 0, 255], [1, 2, 3], [8]], "bytes");
  },

  "a Blob can be sent, and is what binary messages are by default": async ({ client, ws, options }) => {
    const socket = client(ws("/echo"));
    // The class `ws` knows no "blob"; there the default is its own.
    if (options.WebSocket) socket.binaryType = "arraybuffer";
    else equal(socket.binaryType, "blob", "the default of binaryType");
    const seen = watch(socket);
    await seen.nth("open");
    const blob = new Blob([new Uint8Array([5, 6])]);
    socket.send(options.WebSocket ? await blob.arrayBuffer() : blob);
    const { data } = await seen.nth("message");
    if (!options.WebSocket) ok(data instanceof Blob, "a Blob");
    same(await bytes(data), [5, 6], "its bytes");
  },

  "a conversation: the full state, live events, and what another client sends": async ({ client, ws, base }) => {
    const created = await fetch(`${base}/api/conversations`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    const { id } = await created.json();
    const clients = [1, 2].map(() => client(ws(`/sockets/events/${id}`)));
    const [first, second] = clients.map(watch);
    await first.nth("message");
    await second.nth("message");
    equal(JSON.parse(first.data()[0]).key, "full_state", "the first frame");

    const message = { role: "user", content: [{ type: "text", text: "from the first" }] };
    clients[0].send(JSON.stringify(message));
    for (const seen of [first, second]) {
      const { data } = await seen.nth("message", 2);
      const event = JSON.parse(data);
      equal(event.kind, "MessageEvent", "the kind of the event");
      equal(event.llm_message.content[0].text, "from the first", "its text");
    }

    // A late client gets the history.
    const late = watch(client(ws(`/sockets/events/${id}`), null, { queryParams: { resend_mode: "all" } }));
    await late.nth("message", 2);
    equal(JSON.parse(late.data()[1]).llm_message.content[0].text, "from the first", "the history");
  },

  "the state tells the whole story of a session": async ({ client, ws }) => {
    const socket = client(ws("/echo"));
    equal(socket.state.phase, "connecting", "right after construction");
    equal(socket.readyState, 0, "readyState while connecting");
    const seen = watch(socket);
    await seen.nth("open");
    await seen.reaches("open", ({ phase }) => phase === "open");
    equal(socket.readyState, 1, "readyState while open");
    const { state } = socket;
    equal(socket.state, state, "the same object until something changes");
    ok(Object.isFrozen(state) && Object.isFrozen(state.queued), "it is immutable");
    same(
      { ...state },
      {
        phase: "open",
        isConnected: true,
        isReconnecting: false,
        attempt: 0,
        nextAttemptAt: null,
        cause: "opened",
        error: null,
        lastClose: null,
        paused: false,
        resumed: false,
        rtt: null,
        queued: { messages: 0, unacknowledged: 0, bytes: 0 },
      },
      "while open",
    );
    socket.close(4000, "bye");
    equal(socket.state.phase, "closing", "after close()");
    equal(socket.readyState, 2, "readyState while closing");
    await seen.nth("close");
    const closed = await seen.reaches("closed", ({ phase }) => phase === "closed");
    equal(socket.readyState, 3, "readyState when closed");
    same(closed.lastClose, { code: 4000, reason: "bye", wasClean: true }, "lastClose");
    equal(closed.cause, "closed by user", "the cause");
    ok(state.phase === "open", "an old snapshot stays what it was");
    same(
      seen.path(),
      ["connecting (connect)", "open (opened)", "closing (closed by user)", "closed (closed by user)"],
      "the transitions",
    );
  },

  "the first offered subprotocol is selected and shown": async ({ client, ws }) => {
    const socket = client(ws("/echo"), ["chat.v2", "chat.v1"]);
    await watch(socket).nth("open");
    equal(socket.protocol, "chat.v2", "protocol");
    const asked = client(ws("/echo"), async () => "from.a.function");
    await watch(asked).nth("open");
    equal(asked.protocol, "from.a.function", "protocol of a function");
  },

  "startClosed waits for reconnect()": async ({ client, ws, faults }) => {
    const { handshakes } = await faults();
    const socket = client(ws("/echo"), null, { startClosed: true });
    const seen = watch(socket);
    equal(socket.state.phase, "idle", "phase");
    equal(socket.readyState, 3, "readyState");
    equal((await faults()).handshakes, handshakes, "handshakes");
    socket.reconnect();
    await seen.nth("open");
    same(seen.closes(), [], "nothing was closed");
  },

  "close() ends it until reconnect() is called": async ({ client, ws, until, faults }) => {
    const socket = client(ws("/echo"));
    const seen = watch(socket);
    await seen.nth("open");
    socket.close();
    const { code, wasClean } = await seen.nth("close");
    ok(code === 1005 && wasClean, `no code on the wire is 1005, got ${code}`);
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    equal(socket.state.nextAttemptAt, null, "no attempt is planned");
    equal(socket.shouldReconnect, false, "shouldReconnect");
    await until("the server has no connection", async () => (await faults()).connections === 0);
    socket.close(1000, "again");
    equal(seen.of("close").length, 1, "a second close() changes nothing");
    socket.reconnect();
    await seen.nth("open", 2);
    equal(socket.shouldReconnect, true, "shouldReconnect");
  },

  "reconnect() while open: one close, then a new connection": async ({ client, ws }) => {
    const socket = client(ws("/echo"));
    const seen = watch(socket);
    await seen.nth("open");
    socket.reconnect(4002, "fresh");
    await seen.nth("open", 2);
    equal(seen.of("close").length, 1, "close events");
    const order = seen.events.map(({ type }) => type).filter((type) => type !== "statechange");
    same(order, ["open", "close", "open"], "the order");
    equal(socket.retryCount, 0, "retryCount");
    socket.send("works");
    await seen.nth("message");
  },

  "close() before the connection is open: one close, never open": async ({ client, ws }) => {
    const socket = client(ws("/echo"));
    const seen = watch(socket);
    socket.close();
    await seen.nth("close");
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    equal(seen.of("open").length, 0, "open events");
    equal(seen.of("close").length, 1, "close events");
  },
};
