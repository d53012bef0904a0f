// One connection as the page uses it: a ReconnectingWebSocket to the mock server's conversation, the record of what
// went out and came in, and the figures about it. It draws nothing; views listen to its events.
//
// Events: `transition` {at, state}, `message` (a record), `update` (a record whose fate changed).
// A record: {direction, at, text} and, going out, {answer, sentAt, backAt, doubt}; coming in, {own}.

import { ReconnectingWebSocket } from "/pkg/dist/everwire.js";

const CONVERSATION = "/sockets/events/00000000-0000-4000-8000-000000000000?resend_mode=all";

/** How long one attempt may take here: short, so that a hung handshake shows within the five seconds of the fault. */
const ATTEMPT_MS = 3000;

const BEFORE = Object.freeze({
  phase: "idle",
  isConnected: false,
  isReconnecting: false,
  attempt: 0,
  nextAttemptAt: null,
  cause: "not connected yet",
  error: null,
  lastClose: null,
  queued: { messages: 0, bytes: 0 },
});

export class Session extends EventTarget {
  /** Where the page connects to, on the server that it comes from. */
  path = CONVERSATION;
  counts = { attempts: 0, sent: 0, received: 0, replayed: 0 };
  /** The options of the current connection; null before the first. */
  options = null;

  #socket = null;
  #listening = null;
  #phase = BEFORE.phase;
  #queued = [];
  #awaiting = [];
  #seen = new Set();

  get state() {
    return this.#socket?.state ?? BEFORE;
  }

  /** True once there is a connection object, whatever state it is in. */
  get exists() {
    return this.#socket !== null;
  }

  /** Replaces the connection by a new one with these options; throws the TypeError of a bad option. */
  connect(options) {
    const url = new URL(CONVERSATION, location.href);
    const socket = new ReconnectingWebSocket(url, null, { connectionTimeout: ATTEMPT_MS, ...options });
    this.#listening?.abort();
    this.#socket?.close();
    // What the old one still held goes with it.
    for (const record of this.#queued.splice(0)) {
      record.answer = "dropped";
      this.#emit("update", record);
    }
    this.#listening = new AbortController();
    this.#socket = socket;
    this.options = options;

    const { signal } = this.#listening;
    socket.addEventListener("statechange", (event) => this.#changed(event.state), { signal });
    socket.addEventListener("message", (event) => this.#receive(event.data), { signal });
  }

  reconnect() {
    this.#socket.reconnect();
  }

  disconnect() {
    this.#socket.close(1000, "closed by the user");
  }

  send(text) {
    const frame = JSON.stringify({ role: "user", content: [{ type: "text", text }] });
    const at = Date.now();
    const answer = this.#socket.send(frame);
    const record = { direction: "out", at, text, answer, sentAt: null, backAt: null, doubt: false };
    if (record.answer === "queued") this.#queued.push(record);
    if (record.answer === "sent") this.#handedOver(record);
    this.#emit("message", record);
  }

  /** What leaves the queue is no transition: when it is shorter than our list of it, the oldest have left. */
  followQueue() {
    while (this.#queued.length > this.state.queued.messages) this.#handedOver(this.#queued.shift());
  }

  #changed(state) {
    this.followQueue();
    if (this.#phase === "open" && state.phase !== "open") {
      // A send into a dying link is answered "sent", and nobody can say what became of it.
      for (const record of this.#awaiting) {
        record.doubt = true;
        this.#emit("update", record);
      }
    }
    // The retries start from zero again: a number on the page, but no transition.
    if (state.phase === "open" && this.#phase === "open") return;
    if (state.phase === "connecting") this.counts.attempts += 1;
    this.#phase = state.phase;
    this.#emit("transition", { at: Date.now(), state });
  }

  #handedOver(record) {
    record.sentAt = Date.now();
    this.counts.sent += 1;
    this.#awaiting.push(record);
    if (record.answer === "queued") this.#emit("update", record);
  }

  #receive(data) {
    this.followQueue();
    this.counts.received += 1;
    const event = parse(data);
    if (event.id !== undefined && this.#seen.has(event.id)) {
      this.counts.replayed += 1;
      return;
    }
    if (event.id !== undefined) this.#seen.add(event.id);
    const text = textOf(event);
    const at = Date.now();
    const own = text === null ? null : this.#claim(text, at);
    this.#emit("message", { direction: "in", at, text: text ?? event.label, own });
  }

  /** The fan-out returns our own messages: the oldest one still awaited with this text has arrived. */
  #claim(text, at) {
    const index = this.#awaiting.findIndex((record) => record.text === text);
    if (index < 0) return null;
    const [record] = this.#awaiting.splice(index, 1);
    record.backAt = at;
    record.doubt = false;
    this.#emit("update", record);
    return record;
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** An event of the server, with a label for those that carry no message. Anything else is shown as it came. */
function parse(data) {
  if (typeof data !== "string") return { label: "binary frame" };
  try {
    const event = JSON.parse(data);
    return { ...event, label: [event.kind ?? "event", event.key].filter(Boolean).join(" ") };
  } catch {
    return { label: data };
  }
}

function textOf(event) {
  const content = event.llm_message?.content;
  if (!Array.isArray(content)) return null;
  return content.map((part) => String(part?.text ?? "")).join("");
}
