// The retry policy: sliders, and what they say in the library's words.

import { byId, setText } from "./dom.js";
import { span } from "./format.js";

/** The slider's last place: no limit. */
const NO_LIMIT = 21;

export class Policy extends EventTarget {
  #used = null;

  /** Event `change`: another value was chosen. */
  constructor() {
    super();
    byId("settings").addEventListener("input", () => {
      this.#show();
      this.dispatchEvent(new Event("change"));
    });
    byId("settings").addEventListener("submit", (event) => event.preventDefault());
    this.#show();
  }

  /** As the library's options. */
  get options() {
    const value = (id) => Number(byId(id).value);
    const interval = value("heartbeat");
    return {
      minReconnectionDelay: value("base"),
      maxReconnectionDelay: value("cap"),
      jitter: byId("jitter").value,
      maxRetries: value("max-retries") >= NO_LIMIT ? Infinity : value("max-retries"),
      heartbeat: { interval, timeout: interval },
    };
  }

  get isInUse() {
    // Infinity is null in JSON, and no other value is.
    return JSON.stringify(this.options) === JSON.stringify(this.#used);
  }

  /** The connection took these options. */
  accept(options) {
    this.#used = options;
    this.#show();
  }

  #show() {
    const { minReconnectionDelay, maxReconnectionDelay, maxRetries, heartbeat } = this.options;
    setText(byId("base-value"), span(minReconnectionDelay));
    setText(byId("cap-value"), span(maxReconnectionDelay));
    setText(byId("max-retries-value"), maxRetries === Infinity ? "no limit" : String(maxRetries));
    setText(byId("heartbeat-value"), span(heartbeat.interval));
    byId("max-retries").setAttribute("aria-valuetext", byId("max-retries-value").textContent);
    setText(byId("settings-note"), this.isInUse ? "These settings are in use." : "The chart shows it; the next connection takes it.");
  }
}
