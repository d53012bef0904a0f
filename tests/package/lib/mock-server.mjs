// The project's own mock server: started on a free port, killed, started again on the same port.

import { createInterface } from "node:readline";
import { within } from "../behaviour/wait.mjs";
import { start } from "./process.mjs";

export class MockServer {
  #binary;
  #process = null;

  constructor(binary) {
    this.#binary = binary;
    this.port = 0;
    this.url = null;
  }

  /** Starts it, on the port of last time if there was one. It ends with this process, however that ends. */
  async start() {
    const args = ["--port", String(this.port), "--exit-on-stdin-close"];
    this.#process = start(this.#binary, args);
    const { child, exited, log } = this.#process;
    const line = new Promise((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
    const ended = exited.then((how) => {
      throw new Error(`the mock server ${how}:\n${log()}`);
    });
    const first = await within("the mock server to listen", Promise.race([line, ended]));
    ended.catch(() => {});
    ({ port: this.port, url: this.url } = JSON.parse(first));
    return this;
  }

  stop(signal = "SIGKILL") {
    return this.#process.stop(signal);
  }
}
