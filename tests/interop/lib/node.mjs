// One node of a Socket.IO server: a process of its own, killed and started again on the same port, and steered over HTTP.

import { freePort } from "../../package/lib/ports.mjs";
import { readyLine, start } from "../../package/lib/process.mjs";

export class Node {
  #name;
  #command;
  #process = null;

  /** `command` is the program and its first arguments; the port is added. */
  constructor(name, command) {
    this.#name = name;
    this.#command = command;
  }

  get origin() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it, on the port of last time if there was one. */
  async start() {
    this.port ??= await freePort();
    const [program, ...args] = this.#command;
    this.#process = start(program, [...args, "--port", String(this.port)], { env: { PATH: process.env.PATH } });
    await readyLine(this.#name, this.#process);
    return this;
  }

  /** kill -9. */
  kill() {
    return this.#process.stop("SIGKILL");
  }

  log() {
    return this.#process.log();
  }

  /** Has the app do something; resolves with its answer. */
  async order(name, order) {
    const response = await fetch(`${this.origin}/control/${name}`, { method: "POST", body: JSON.stringify(order) });
    if (!response.ok) throw new Error(`${this.#name}: ${name}: HTTP ${response.status}\n${this.log()}`);
    return (await response.json()).answer;
  }
}
