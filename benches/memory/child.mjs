// One subject in a process of its own, run with --expose-gc: prints what it keeps, in bytes.
//
//   node --expose-gc child.mjs BUNDLE connections|heartbeat URL CONNECTIONS       a connection
//   node --expose-gc child.mjs BUNDLE growth - MESSAGES                           after so many messages more, in all
//   node --expose-gc child.mjs BUNDLE wasm URL 1                                  in WebAssembly's memory, with one client

import { setImmediate as turn } from "node:timers/promises";
import { FakeSocket } from "../overhead/fake-socket.mjs";

const [bundle, kind, url, count] = process.argv.slice(2);
const N = Number(count);
const HEARTBEAT = { heartbeat: { message: "ping", interval: 25_000 } };

/** Nobody else shows the memory: whoever makes an instance is looked at. */
const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...given) {
    super(...given);
    memories.push(this.exports.memory);
  }
};
const inWasm = () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);

const { connect } = await import(bundle);
const measure = { connections, heartbeat: connections, growth, wasm }[kind];
console.log(await measure());
process.exit();

/** What is alive, after all that could be freed is. */
async function alive() {
  for (let i = 0; i < 5; i += 1) {
    await turn();
    globalThis.gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external + inWasm();
}

async function connections() {
  const more = kind === "heartbeat" ? HEARTBEAT : undefined;
  const open = () => new Promise((opened) => clients.push(connect(url, { opened, received() {}, more })));
  const clients = [];
  // What is there once, whoever comes: code, tables, the module.
  await open();
  const before = await alive();
  for (let i = 0; i < N; i += 1) await open();
  return (await alive() - before) / N;
}

async function growth() {
  await new Promise((opened) => {
    connect("ws://127.0.0.1:9", { WebSocket: FakeSocket, opened, received() {} });
    FakeSocket.whenMade((socket) => socket.open());
  });
  const say = (messages) => {
    for (let i = 0; i < messages; i += 1) FakeSocket.last.emit("message", { type: "message", data: `message ${i}` });
  };
  say(N / 10);
  const before = await alive();
  say(N);
  return (await alive()) - before;
}

async function wasm() {
  await new Promise((opened) => connect(url, { opened, received() {} }));
  return inWasm();
}
