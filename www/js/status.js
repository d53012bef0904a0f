// The state card: the phase in one word, why, when the next attempt comes, and the three calls a user has.

import { announce, byId, onPress, setEnabled, setText } from "./dom.js";
import { close, countdown, why } from "./format.js";

export class Status {
  #session;
  #said = null;
  #waiting = { until: null, since: 0 };

  /** `connect` opens a new connection with the settings of the page. */
  constructor(session, connect) {
    this.#session = session;
    onPress(byId("connect"), connect);
    onPress(byId("reconnect"), () => session.reconnect());
    onPress(byId("disconnect"), () => session.disconnect());
    setText(byId("target"), session.path);
  }

  frame(now) {
    const { state, counts, options } = this.#session;
    const { phase } = state;
    const live = phase !== "idle" && phase !== "closed";
    byId("state").dataset.phase = phase;
    setText(byId("phase"), phase);
    setText(byId("cause"), why(state));
    setText(byId("retry"), `${state.attempt} of ${options?.maxRetries ?? "no limit"}`);
    setText(byId("last-close"), state.lastClose ? close(state.lastClose) : "–");
    setText(byId("error"), state.error?.message ?? "–");
    byId("error").title = state.error?.message ?? "";
    setText(byId("count-attempts"), String(counts.attempts));
    setText(byId("count-sent"), String(counts.sent));
    setText(byId("count-received"), String(counts.received));
    setText(byId("count-queued"), String(state.queued.messages));
    setEnabled(byId("connect"), !live);
    setEnabled(byId("reconnect"), this.#session.exists);
    setEnabled(byId("disconnect"), live && phase !== "closing");
    this.#countDown(state.nextAttemptAt, now);
    this.#announce(state);
    document.title = `${phase} · everwire`;
  }

  /** Tells a screen reader. */
  say(words) {
    announce(byId("announce"), words);
  }

  #countDown(until, now) {
    if (until !== this.#waiting.until) this.#waiting = { until, since: now };
    const left = until === null ? 0 : Math.max(0, until - now);
    const whole = until === null ? 1 : Math.max(1, until - this.#waiting.since);
    setText(byId("next"), until === null ? "–" : `in ${countdown(left)}`);
    byId("meter").style.transform = `scaleX(${(left / whole).toFixed(3)})`;
  }

  /** Heard by screen readers: the three things that matter, not every attempt. */
  #announce(state) {
    const { phase, isConnected, isReconnecting } = state;
    const words = isConnected
      ? "Connected."
      : isReconnecting
        ? "Not connected, retrying."
        : phase === "closed"
          ? `Disconnected: ${why(state)}.`
          : null;
    if (words === null || words === this.#said) return;
    this.#said = words;
    this.say(words);
  }
}
