// Socket.IO clients that others wrote, behind one face: npm's socket.io-client in this process, python-socketio in one of
// its own. Both give what they hear in the order in which they hear it.

import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { io } from "socket.io-client";
import { start } from "../../package/lib/process.mjs";
import { within } from "../../package/behaviour/wait.mjs";

/** Things in order, each waited for. */
class Line {
  #things = [];
  #waiting = [];

  put(thing) {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(thing);
    else this.#things.push(thing);
  }

  take(what) {
    if (this.#things.length > 0) return Promise.resolve(this.#things.shift());
    return within(what, new Promise((resolve) => this.#waiting.push(resolve)));
  }
}

const address = (url, query) => `${url}?${new URLSearchParams(query)}`;

export class NpmClient {
  static title = "socket.io-client 4.8";
  #socket;
  #heard = new Line();

  /** Resolves with how it went: `connect`, or `connect_error` with the message. */
  async connect(url, namespace, query = {}) {
    const socket = io(url + namespace, { query, transports: ["websocket"], forceNew: true, reconnection: false });
    this.#socket = socket;
    const hear = (event, args) => this.#heard.put({ event, arguments: args });
    socket.onAny((event, ...args) => {
      const answer = typeof args.at(-1) === "function" ? args.pop() : null;
      hear(event, args);
      answer?.(...[...args].reverse());
    });
    socket.on("disconnect", (reason) => hear("disconnect", [reason]));
    const outcome = new Promise((resolve) => {
      socket.once("connect", () => resolve({ event: "connect" }));
      socket.once("connect_error", (error) => resolve({ event: "connect_error", message: error.message }));
    });
    return within("the client to be connected or refused", outcome);
  }

  next() {
    return this.#heard.take("the next event");
  }

  emit(event, ...args) {
    this.#socket.emit(event, ...args);
  }

  ask(event, ...args) {
    return within(`the answer to ${event}`, this.#socket.emitWithAck(event, ...args));
  }

  disconnect() {
    this.#socket?.disconnect();
  }

  stop() {
    this.disconnect();
  }
}

export class PythonClient {
  static title = "python-socketio 5.18";
  #process;
  #answers = new Line();
  #namespace;

  constructor(python) {
    const script = fileURLToPath(new URL("../foreign_client.py", import.meta.url));
    this.#process = start(python, [script]);
    createInterface({ input: this.#process.child.stdout }).on("line", (line) => this.#answers.put(JSON.parse(line)));
    void this.#process.exited.then((how) => this.#answers.put({ ended: `the Python client ${how}:\n${this.#process.log()}` }));
    this.#ready = this.#answers.take("Python to be ready");
  }

  #ready;

  async #order(...order) {
    await this.#ready;
    this.#process.child.stdin.write(`${JSON.stringify(plain(order))}\n`);
    const answer = await this.#answers.take(`Python's answer to ${order[0]}`);
    if (answer?.ended) throw new Error(answer.ended);
    return rich(answer);
  }

  async connect(url, namespace, query = {}) {
    this.#namespace = namespace;
    const answer = await this.#order("connect", address(url, query), namespace);
    return answer.error ? { event: "connect_error", message: answer.error } : { event: "connect" };
  }

  next() {
    return this.#order("next");
  }

  emit(event, ...args) {
    return this.#order("emit", this.#namespace, event, ...args);
  }

  ask(event, ...args) {
    return this.#order("ask", this.#namespace, event, ...args);
  }

  disconnect() {
    return this.#order("disconnect");
  }

  stop() {
    return this.#process.stop();
  }
}

/** Bytes in JSON, as the Python client reads and writes them. */
function plain(value) {
  if (Buffer.isBuffer(value)) return { bytes: value.toString("base64") };
  if (Array.isArray(value)) return value.map(plain);
  return value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])) : value;
}

function rich(value) {
  if (Array.isArray(value)) return value.map(rich);
  if (value === null || typeof value !== "object") return value;
  if (typeof value.bytes === "string" && Object.keys(value).length === 1) return Buffer.from(value.bytes, "base64");
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rich(item)]));
}
