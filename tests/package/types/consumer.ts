// A user's code that touches every name of the package, with the types that it relies on spelled out.

import Default, {
  ReconnectingWebSocket,
  buildHttpBaseUrl,
  buildWebSocketUrl,
  extractBaseHost,
  type Cause,
  type Close,
  type Counters,
  type DeliverOptions,
  type DeliveryError,
  type DropEvent,
  type Message,
  type Options,
  type PageLocation,
  type QueueOptions,
  type ResumeOptions,
  type State,
  type Transition,
} from "everwire";

/** Compiles only where `A` and `B` are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Same<A, B>): void {}

const url = "wss://example.org/socket";

// The URL in each form.
new ReconnectingWebSocket(url);
new ReconnectingWebSocket(new URL(url), "chat");
new ReconnectingWebSocket(() => url, ["chat", "superchat"] as const);
new ReconnectingWebSocket(() => new URL(url), null);
new ReconnectingWebSocket(async () => url, undefined);
new ReconnectingWebSocket(
  async () => new URL(url),
  async () => ["chat"],
);
new ReconnectingWebSocket(url, () => null);
new ReconnectingWebSocket(url, () => "chat");
new ReconnectingWebSocket([url, new URL(url), () => url, async () => new URL(url)]);
new ReconnectingWebSocket([url, url] as const);
same<typeof Default, typeof ReconnectingWebSocket>(true);

// Each option, and undefined for each: an app that passes its own optional settings on must not have to filter them.
const options: Options = {
  minReconnectionDelay: 1000,
  maxReconnectionDelay: 30_000,
  reconnectionDelayGrowFactor: 1.5,
  jitter: "decorrelated",
  minUptime: 5000,
  connectionTimeout: 4000,
  closeTimeout: 1000,
  maxRetries: Infinity,
  maxEnqueuedMessages: 100,
  startClosed: true,
  queryParams: { resend_mode: "all", n: 1, flag: true },
  WebSocket,
  seed: 42,
  heartbeat: { message: "ping", interval: 25_000, timeout: 10_000, isReply: (data) => data === "pong" },
  queue: { maxMessages: 10, maxBytes: Infinity, overflow: "drop-oldest", ttl: 60_000, highWaterMark: 65_536 },
  resume: {
    // Who knows that it is text may say so.
    cursor: (data: string) => (JSON.parse(data) as { seq: number }).seq,
    key: (data) => (typeof data === "string" ? data : null),
    apply: "after_seq",
    window: 100,
    load: () => localStorage.getItem("cursor"),
    save: (text) => localStorage.setItem("cursor", text),
  },
  ack: (data: string) => (JSON.parse(data) as { ack?: string }).ack,
  close: { fatal: [4001], retry: ({ code, reason, wasClean }) => code === 1013 && reason !== "" && wasClean },
  auth: async () => JSON.stringify({ type: "auth" }),
  signal: new AbortController().signal,
  debug: true,
  debugLogger: console.log,
};
new ReconnectingWebSocket(url, null, { jitter: undefined, maxRetries: undefined, queryParams: undefined });
new ReconnectingWebSocket(url, null, { queryParams: () => ({ token: "t" }) });
new ReconnectingWebSocket(url, null, { queryParams: async () => ({ after: 7 }) });
new ReconnectingWebSocket(url, null, { queryParams: new URLSearchParams({ a: "1" }) });
new ReconnectingWebSocket(url, null, { queryParams: new Map<string, string | number>([["a", 1]]) });
new ReconnectingWebSocket(url, null, { queryParams: () => [["a", "1"], ["b", null]] });
// Each group, empty and with undefined for each of its options.
new ReconnectingWebSocket(url, null, { heartbeat: {}, queue: {}, resume: {}, close: {} });
new ReconnectingWebSocket(url, null, {
  heartbeat: { message: undefined, interval: undefined, timeout: undefined, isReply: undefined },
  queue: { maxMessages: undefined, maxBytes: undefined, overflow: undefined, ttl: undefined, highWaterMark: undefined },
  resume: { cursor: undefined, key: undefined, apply: undefined, window: undefined, load: undefined, save: undefined },
  close: { fatal: undefined, retry: undefined },
});
new ReconnectingWebSocket(url, null, {
  heartbeat: undefined,
  queue: undefined,
  resume: undefined,
  close: undefined,
  ack: undefined,
  auth: undefined,
  signal: undefined,
  debug: undefined,
  debugLogger: undefined,
});
// Their other forms.
new ReconnectingWebSocket(url, null, { heartbeat: { message: () => new Uint8Array([1]) }, auth: new Uint8Array([1]) });
new ReconnectingWebSocket(url, null, { heartbeat: { isReply: (data: ArrayBuffer) => data.byteLength === 0 } });
new ReconnectingWebSocket(url, null, { auth: () => null, ack: () => 7, debugLogger: (line) => line.toUpperCase() });
new ReconnectingWebSocket(url, null, { close: { fatal: ({ code }) => code > 4000, retry: [1008, 4001] as const } });
new ReconnectingWebSocket(url, null, { resume: { apply: (after) => (after === null ? undefined : { query: { after } }) } });
new ReconnectingWebSocket(url, null, {
  resume: { apply: async (after: number | null) => ({ query: { after: after ?? -1 }, frame: "resume" }) },
});
for (const overflow of ["drop-newest", "drop-oldest", "reject"] as const) {
  const queue: QueueOptions = { overflow };
  new ReconnectingWebSocket(url, null, { queue });
}
const resume: ResumeOptions = { cursor: (data) => same<typeof data, Message>(true) as undefined };
new ReconnectingWebSocket(url, null, { resume });
new ReconnectingWebSocket(url, null, null);
new ReconnectingWebSocket(url, null, undefined);
for (const jitter of ["none", "equal", "full", "decorrelated"] as const)
  new ReconnectingWebSocket(url, null, { jitter });

// What WebSocket has.
const socket = new ReconnectingWebSocket(url, null, options);
const target: EventTarget = socket;
target.dispatchEvent(new Event("open"));
same<typeof socket.readyState, 0 | 1 | 2 | 3>(true);
same<typeof ReconnectingWebSocket.OPEN, 1>(true);
same<typeof socket.CLOSED, 3>(true);
if (socket.readyState === ReconnectingWebSocket.CONNECTING || socket.readyState === socket.CLOSING) socket.close();
const texts: string[] = [socket.url, socket.protocol, socket.extensions];
const buffered: number = socket.bufferedAmount + texts.length;
socket.binaryType = buffered > 0 ? "arraybuffer" : "blob";
socket.close();
socket.close(1000);
socket.close(4000, "reason");

// What it has on top.
socket.reconnect();
socket.reconnect(4000, "reason");
const retries: number = socket.retryCount;
const wants: boolean = socket.shouldReconnect && retries > 0;

const fate = socket.send("text");
same<typeof fate, "sent" | "queued" | "dropped">(true);
socket.send(new ArrayBuffer(1));
socket.send(new Uint8Array(1));
socket.send(new DataView(new ArrayBuffer(1)));
socket.send(new Blob([]));

// What is acknowledged.
const delivery: DeliverOptions = { id: "m1", timeout: 5000 };
const delivered: Promise<void> = socket.deliver("text", delivery);
socket.deliver(new Uint8Array(1), { id: 7 }).catch((error: DeliveryError) => {
  same<typeof error.outcome, "refused" | "expired" | "dropped" | "closed">(true);
  return `${error.message} ${error.outcome}`;
});
socket.deliver("text", { id: 7, timeout: undefined });
void delivered.then(() => undefined);

// What happened so far.
const counters: Counters = socket.counters;
const total: number = counters.attempts + counters.opened + counters.sent + counters.resent + counters.acknowledged;
const other: number = counters.dropped + counters.received + counters.duplicates + total;
const transitions: readonly Transition[] = socket.transitions;
const moves = transitions.map(({ at, phase, cause, attempt }) => `${at.toFixed()} ${phase} ${cause} ${attempt}`);
const causes: Cause[] = ["created", "heartbeat timed out", "offline", "online", "frozen", "resumed", "visible", "woken"];
const ends: Close[] = [{ code: other, reason: moves.concat(causes).join(), wasClean: true }];

function describe(state: State): string {
  const { isConnected, isReconnecting, attempt, nextAttemptAt, error, lastClose, queued, rtt } = state;
  const flags: boolean[] = [isConnected, isReconnecting, wants, state.paused, state.resumed, ends.length > 0];
  const roundTrip: number | null = rtt;
  if (roundTrip !== null) flags.push(roundTrip > queued.unacknowledged);
  const wait: number | null = nextAttemptAt === null ? null : nextAttemptAt - Date.now();
  const why: string = error?.message ?? state.cause;
  const close: string = lastClose ? `${lastClose.code.toFixed()} ${lastClose.reason} ${lastClose.wasClean}` : "none";
  const waiting: number = queued.messages + queued.bytes + attempt;
  switch (state.phase) {
    case "idle":
    case "connecting":
    case "open":
    case "waiting":
    case "closing":
    case "closed":
      return `${state.phase} ${flags.join()} ${wait} ${why} ${close} ${waiting}`;
    default:
      // Nothing is left: the phases above are all there are.
      return state.phase satisfies never;
  }
}
same<State["phase"], "idle" | "connecting" | "open" | "waiting" | "closing" | "closed">(true);
describe(socket.state);

// Listeners: the event's type follows from its name.
socket.addEventListener("open", (event) => same<typeof event, Event>(true));
socket.addEventListener("message", (event) => same<typeof event, MessageEvent>(true), { once: true });
socket.addEventListener("close", (event) => {
  const code: number = event.code;
  const reason: string = event.reason;
  const clean: boolean = event.wasClean;
  return [code, reason, clean];
});
socket.addEventListener("error", ({ error, message }) => {
  same<typeof error, Error>(true);
  same<typeof message, string>(true);
});
socket.addEventListener("statechange", ({ state }) => describe(state), { signal: new AbortController().signal });
socket.addEventListener("drop", ({ data, reason }) => {
  same<typeof data, Message>(true);
  same<typeof reason, "expired" | "drop-oldest">(true);
});
socket.addEventListener("message", { handleEvent: (event) => event.data }, true);
socket.addEventListener("own event", (event) => same<typeof event, Event>(true));
const listener = (event: CloseEvent): string => event.reason;
socket.addEventListener("close", listener);
socket.removeEventListener("close", listener);

socket.onopen = (event) => same<typeof event, Event>(true);
socket.onmessage = (event) => same<typeof event, MessageEvent>(true);
socket.onerror = ({ error }) => error.message;
socket.onclose = ({ code, reason, wasClean }) => [code, reason, wasClean];
socket.onstatechange = ({ state }) => describe(state);
socket.ondrop = (event) => same<typeof event, DropEvent>(true);
socket.ondrop = null;
socket.onclose = listener;
socket.onclose = null;
socket.onmessage = function (): void {
  same<typeof this, ReconnectingWebSocket>(true);
};

// Apps extend it.
class Chat extends ReconnectingWebSocket {
  override send(message: Parameters<ReconnectingWebSocket["send"]>[0]): ReturnType<ReconnectingWebSocket["send"]> {
    return super.send(message);
  }
}
const chat: ReconnectingWebSocket = new Chat(url);
chat.close();

// The URL functions.
const page: PageLocation = { protocol: "https:", host: "example.org" };
const host: string = extractBaseHost(url) + extractBaseHost(null, page) + extractBaseHost(undefined, location);
const base: string = buildHttpBaseUrl(url) + buildHttpBaseUrl(null, page) + host;
same<ReturnType<typeof buildWebSocketUrl>, string | null>(true);
const conversation =
  buildWebSocketUrl("id", base, page) ?? buildWebSocketUrl(null) ?? buildWebSocketUrl(undefined, null);
if (conversation !== null) new ReconnectingWebSocket(conversation);
