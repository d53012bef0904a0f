// What Chromium's DevTools protocol and Firefox's WebDriver BiDi have in common: an address that the browser prints to
// stderr, and numbered commands in JSON over a WebSocket, each with one answer.

import { WebSocket } from "ws";
import { start } from "../process.mjs";
import { within } from "../../behaviour/wait.mjs";

/** Starts a browser; gives its process and the address behind `sign` in what it prints. */
export async function startListening(name, sign, binary, args, env = process.env) {
  const browser = start(binary, args, { env });
  const { child, exited, errors } = browser;
  const address = new Promise((resolve, reject) => {
    child.stderr.on("data", () => {
      const [, url] = errors().split(sign);
      // The whole line, not the part of it that came first.
      const [found, end] = url?.split("\n") ?? [];
      if (end !== undefined) resolve(found.trim());
    });
    void exited.then((how) => reject(new Error(`${name} ${how}:\n${errors()}`)));
  });
  return { browser, address: await within(`${name} to listen`, address) };
}

export class Wire {
  #socket;
  #last = 0;
  #pending = new Map();

  static async open(url) {
    const wire = new Wire();
    wire.#socket = new WebSocket(url, { perMessageDeflate: false });
    await new Promise((resolve, reject) => wire.#socket.once("open", resolve).once("error", reject));
    wire.#socket.on("message", (data) => wire.#hear(JSON.parse(data)));
    wire.#socket.on("close", () => wire.#end());
    return wire;
  }

  /** `more` stands beside the parameters. */
  call(method, params, more = {}) {
    const id = (this.#last += 1);
    this.#socket.send(JSON.stringify({ id, method, params, ...more }));
    return new Promise((resolve, reject) => this.#pending.set(id, { method, resolve, reject }));
  }

  #hear({ id, result, error, message }) {
    const { method, resolve, reject } = this.#pending.get(id) ?? {};
    this.#pending.delete(id);
    if (error === undefined) resolve?.(result);
    else reject?.(new Error(`${method}: ${message ?? JSON.stringify(error)}`));
  }

  #end() {
    for (const { method, reject } of this.#pending.values()) reject(new Error(`${method}: the browser is gone`));
    this.#pending.clear();
  }
}
