// The two lanes: the same stream over a plain WebSocket and over everwire.

import { ReconnectingWebSocket } from "/pkg/dist/everwire.js";
import { Lane, read } from "./lane.js";
import { PlainSocket } from "./plain-socket.js";

export class PlainLane extends Lane {
  #socket = null;
  #attempt = 0;

  constructor() {
    super("plain");
  }

  begin(url) {
    this.#socket?.close();
    super.begin();
    this.#attempt = 0;
    const at = (phase, cause, nextAttemptAt = null) => this.moved({ phase, cause, attempt: this.#attempt, nextAttemptAt });
    this.#socket = new PlainSocket(url, {
      connecting: () => at("connecting", this.#attempt === 0 ? "connect" : `retry ${this.#attempt}`),
      open: () => {
        this.#attempt = 0;
        at("open", "opened");
      },
      message: (data) => this.heard(data),
      waiting: (code, until) => {
        this.#attempt += 1;
        at("waiting", `closed with ${code}`, until);
      },
    });
  }

  hand(frame) {
    return this.#socket.send(frame) ? "sent" : "dropped";
  }
}

/** How long one attempt may take here: short, so that a hung handshake shows within the seconds of the fault. */
const ATTEMPT_MS = 3000;
/** More than a person's patience brings forth. */
const MAX_QUEUED = 10_000;

export class EverwireLane extends Lane {
  #socket = null;
  #life = null;

  constructor() {
    super("everwire");
  }

  /** Throws the TypeError of a bad option. */
  begin(url, { heartbeat, ...policy }) {
    const socket = new ReconnectingWebSocket(url, null, {
      connectionTimeout: ATTEMPT_MS,
      queue: { maxMessages: MAX_QUEUED },
      resume: { cursor: (data) => read(data).seq, apply: "after" },
      ack: (data) => read(data).ack,
      heartbeat: { message: "ping", isReply: (data) => data === "pong", ...heartbeat },
      ...policy,
    });
    this.#life?.abort();
    this.#socket?.close();
    super.begin();
    this.#socket = socket;
    this.#life = new AbortController();
    const { signal } = this.#life;
    socket.addEventListener("statechange", ({ state }) => this.#changed(state), { signal });
    socket.addEventListener("message", ({ data }) => this.heard(data), { signal });
  }

  hand(frame, id) {
    this.#deliver(frame, id);
    return this.#socket.state.isConnected ? "sent" : "queued";
  }

  /** The server's acknowledgement is the library's to understand. */
  heard(data) {
    if (read(data).ack === undefined) super.heard(data);
    else this.heardAt = Date.now();
  }

  get waiting() {
    const { queued } = this.#socket?.state ?? {};
    return queued ? queued.messages + queued.unacknowledged : 0;
  }

  reconnect() {
    this.#socket.reconnect();
  }

  disconnect() {
    this.#socket.close(1000, "closed by the user");
  }

  #deliver(frame, id) {
    const { tally } = this;
    this.#socket.deliver(frame, { id }).then(
      () => tally === this.tally && this.confirmed(id),
      ({ outcome }) => {
        // Who disconnects is told what has not been confirmed, and an app that wants it to arrive asks again: it waits
        // for the next connection.
        if (outcome === "closed" && tally === this.tally) this.#deliver(frame, id);
      },
    );
  }

  #changed(state) {
    // The retries start from zero again: a number on the page, but no transition.
    if (state.phase === "open" && this.state.phase === "open") {
      this.state = state;
      return;
    }
    if (state.phase === "open" && state.resumed) this.resumed += 1;
    this.moved(state);
  }
}
