// The retry policy of the next connection. The page judges nothing: what the library refuses, it says itself.

import { byId, setText } from "./dom.js";

const NUMBERS = { base: "minReconnectionDelay", cap: "maxReconnectionDelay", "max-retries": "maxRetries" };

export class Settings {
  #used = null;

  constructor() {
    byId("settings").addEventListener("input", () => this.#note());
    byId("settings").addEventListener("submit", (event) => event.preventDefault());
  }

  /** The options as typed; an empty field is left to the library's default. */
  get options() {
    const options = { jitter: byId("jitter").value };
    for (const [id, name] of Object.entries(NUMBERS)) {
      const { value, validity } = byId(id);
      if (value !== "" || validity.badInput) options[name] = validity.badInput ? NaN : Number(value);
    }
    return options;
  }

  /** The connection took these options. */
  accept(options) {
    this.#used = JSON.stringify(options);
    this.#note();
  }

  /** The library refused them, in these words. */
  refuse(message) {
    byId("settings-note").classList.add("bad");
    setText(byId("settings-note"), message);
  }

  #note() {
    const changed = this.#used !== null && this.#used !== JSON.stringify(this.options);
    byId("settings-note").classList.remove("bad");
    setText(byId("settings-note"), this.#used === null || changed ? "Delays in ms. Used by the next Connect." : "Delays in ms. In use now.");
  }
}
