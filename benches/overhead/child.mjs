// One subject in a process of its own: prints the ns that a message costs it.
//
//   node child.mjs BUNDLE in|out|in_heartbeat|in_resume|out_deliver MESSAGES

import { FakeSocket } from "./fake-socket.mjs";

const [bundle, kind, count] = process.argv.slice(2);
const MESSAGES = Number(count);
const TEXT = JSON.stringify({ type: "update", at: 1_700_000_000_000, text: "x".repeat(50) });

const KINDS = {
  in: { run: receive },
  out: { run: send },
  in_heartbeat: { more: { heartbeat: { message: "ping", isReply: (data) => data === "pong" } }, run: receive },
  in_resume: { more: { resume: { cursor: Number, key: (data) => data, apply: "after" } }, run: receiveNumbered },
  out_deliver: { more: { ack: (data) => data }, run: deliver },
};

const { connect } = await import(bundle);
const { more, run } = KINDS[kind];
let received = 0;
let bytes = 0;
let client;
await new Promise((opened) => {
  client = connect("ws://127.0.0.1:9", {
    WebSocket: FakeSocket,
    more,
    opened,
    received(data) {
      received += 1;
      bytes += data.length;
    },
  });
  FakeSocket.whenMade((socket) => socket.open());
});
const socket = FakeSocket.last;

// Warm: until the compiler is done with it.
for (let round = 0; round < 3; round += 1) await run(MESSAGES / 4);
received = bytes = 0;
const before = socket.sent;
// Of this thread, not of the clock: what else the machine does is nobody's cost.
const start = process.threadCpuUsage();
await run(MESSAGES);
const { user, system } = process.threadCpuUsage(start);
const took = (user + system) * 1000;
const done = kind.startsWith("in") ? received : socket.sent - before;
if (done !== MESSAGES || (kind.startsWith("in") && bytes < MESSAGES)) throw new Error(`${done} of ${MESSAGES} messages`);
console.log(took / MESSAGES);
// Timers of the client would keep it.
process.exit();

function receive(messages) {
  const event = new MessageEvent("message", { data: TEXT, origin: "ws://127.0.0.1:9" });
  for (let i = 0; i < messages; i += 1) socket.emit("message", event);
}

function receiveNumbered(messages) {
  // Made before, as the fake does; but each message has to have a number of its own.
  const event = { type: "message", data: "", origin: "ws://127.0.0.1:9" };
  for (let i = 0; i < messages; i += 1) {
    event.data = String((socket.number += 1));
    socket.emit("message", event);
  }
}

function send(messages) {
  for (let i = 0; i < messages; i += 1) client.send(TEXT);
}

/** Acknowledged at once, so that the queue is as long as it is in practice: short. */
async function deliver(messages) {
  const event = { type: "message", data: "", origin: "ws://127.0.0.1:9" };
  for (let i = 0; i < messages; i += 1) {
    const id = String((socket.number += 1));
    const acknowledged = client.deliver(TEXT, id);
    event.data = id;
    socket.emit("message", event);
    await acknowledged;
  }
}
