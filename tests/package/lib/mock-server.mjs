// The project's own mock server: started on a free port, killed, started again on the same port.

import { readyLine, start } from "./process.mjs";

export class MockServer {
  #binary;
  #args;
  #process = null;

  constructor(binary, args = []) {
    this.#binary = binary;
    this.#args = args;
    this.port = 0;
    this.url = null;
  }

  /** Starts it, on the port of last time if there was one. It ends with this process, however that ends. */
  async start() {
    this.#process = start(this.#binary, ["--port", String(this.port), "--exit-on-stdin-close", ...this.#args]);
    ({ port: this.port, url: this.url } = await readyLine("the mock server", this.#process));
    return this;
  }

  /** SIGSTOP freezes it with every connection, SIGCONT thaws it. */
  signal(name) {
    this.#process.signal(name);
  }

  stop(signal = "SIGKILL") {
    return this.#process.stop(signal);
  }
}
