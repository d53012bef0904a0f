// The project's own fault proxy, in front of a server.

import { readyLine, start } from "./process.mjs";

export class FaultProxy {
  #process;
  #control;

  /** `upstream` is the server's URL, `host` the loopback address to listen on. */
  static async start(binary, upstream, host = "127.0.0.1") {
    const proxy = new FaultProxy();
    const args = ["--upstream", new URL(upstream).host, "--host", host, "--exit-on-stdin-close"];
    proxy.#process = start(binary, args);
    const { url, control_url } = await readyLine("the fault proxy", proxy.#process);
    proxy.url = url;
    proxy.#control = control_url;
    return proxy;
  }

  /** Orders a fault. When it resolves, the fault is there; one that waits for a frame may still wait. */
  order(fault) {
    return this.#post("/faults", fault);
  }

  /** Plays a schedule, `[{at_ms, fault, for_ms}]` or `{seed}`, in place of the one before. */
  play(schedule) {
    return this.#post("/schedule", schedule);
  }

  async #post(path, body) {
    const response = await fetch(this.#control + path, { method: "POST", body: JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${path}: ${answer.error}`);
    return answer;
  }

  stop() {
    return this.#process.stop();
  }
}
