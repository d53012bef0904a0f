// Mistakes that the compiler has to catch. Each line after a comment `TSnnnn` has exactly that error.

import { ReconnectingWebSocket, buildWebSocketUrl, extractBaseHost, type Options, type State } from "everwire";
import { connectConversation, EventService } from "everwire/openhands";

declare const socket: ReconnectingWebSocket;
declare const state: State;
declare const setting: string;
const url = "wss://example.org/socket";

// TS2554: a URL is needed
new ReconnectingWebSocket();
// TS2345: a URL is no number
new ReconnectingWebSocket(7);
// TS2345: a URL is not null
new ReconnectingWebSocket(buildWebSocketUrl("id"));
// TS2345: a URL function gives no number
new ReconnectingWebSocket(() => 7);
// TS2322: protocols are text
new ReconnectingWebSocket(url, [7]);
// TS2348: it needs new
ReconnectingWebSocket(url);

// TS2820: a misspelt jitter
export const misspelt: Options = { jitter: "fulll" };
// TS2322: any text is no jitter
export const anyText: Options = { jitter: setting };
// TS2322: a delay is a number
export const text: Options = { minReconnectionDelay: "3000" };
// TS2322: null is no delay
export const nothing: Options = { connectionTimeout: null };
// TS2353: a misspelt option
export const unknown: Options = { maxRetry: 3 };
// TS2322: a query value is no object
export const query: Options = { queryParams: { filter: { a: 1 } } };
// TS2322: a query is no text
export const queryText: Options = { queryParams: "a=1" };
// TS2322: an instance is no class
export const instance: Options = { WebSocket: new WebSocket(url) };
// TS2322: startClosed is a boolean
export const closed: Options = { startClosed: "yes" };

// TS2559: a heartbeat is an object
export const beat: Options = { heartbeat: true };
// TS2561: a misspelt option of a group
export const beats: Options = { heartbeat: { intervall: 1 } };
// TS2322: a time is a number
export const ttl: Options = { queue: { ttl: "1m" } };
// TS2820: a misspelt policy
export const overflow: Options = { queue: { overflow: "drop-oldes" } };
// TS2322: a cursor is text or a number
export const cursor: Options = { resume: { cursor: () => true } };
// TS2322: a key does not come later
export const key: Options = { resume: { key: async () => "k" } };
// TS2322: a server sends no Date
export const date: Options = { resume: { key: (data: Date) => data.toString() } };
// TS2322: what apply gives is a query or a frame
export const apply: Options = { resume: { apply: (after) => ({ after }) } };
// TS2345: the data of a message may be binary
export const binary: Options = { ack: (data) => JSON.parse(data).id };
// TS2322: what is loaded is text, at once
export const load: Options = { resume: { load: async () => "text" } };
// TS2322: close codes are numbers
export const codes: Options = { close: { fatal: ["4001"] } };
// TS2322: close codes are a list
export const oneCode: Options = { close: { retry: new Set([4001]) } };
// TS2322: what authenticates is no object
export const auth: Options = { auth: { type: "auth" } };
// TS2322: nor does a function give one
export const authLater: Options = { auth: async () => ({ type: "auth" }) };
// TS2740: a controller is no signal
export const signal: Options = { signal: new AbortController() };
// TS2322: a list of URLs has no numbers
new ReconnectingWebSocket([url, 7]);

// TS2554: deliver needs an id
socket.deliver("text");
// TS2741: and that is not optional
socket.deliver("text", { timeout: 5 });
// TS2322: an id is text or a number
socket.deliver("text", { id: true });
// TS2540: counters only count
socket.counters.sent = 0;
// TS2339: the list of transitions cannot be changed
socket.transitions.push();
// TS2540: nor can a transition
socket.transitions[0]!.phase = "open";
// TS2339: a drop event has no such reason
socket.addEventListener("drop", (event) => event.reason.code);
// TS18047: there may be no round-trip time
export const roundTrip = state.rtt + 1;

// TS2554: send needs a message
socket.send();
// TS2345: an object is no message
socket.send({ type: "auth" });
// TS2345: a number is no message
socket.send(7);
// TS2345: a close code is a number
socket.close("1000");
// TS2345: a reason is text
socket.reconnect(1000, 7);

// TS2540: readyState is read-only
socket.readyState = 1;
// TS2540: the state is immutable
state.phase = "open";
// TS2540: and so is what is in it
state.queued.messages = 0;
// TS2367: there is no such phase
export const never = state.phase === "reconnecting";
// TS18047: nextAttemptAt may be null
export const wait = state.nextAttemptAt - 1;
// TS18047: lastClose may be null
export const code = state.lastClose.code;
// TS2322: there is no such binaryType
socket.binaryType = "nodebuffer";

// TS2322: a message handler gets no CloseEvent
socket.onmessage = (event: CloseEvent) => event.code;
// TS2769: a message listener gets no CloseEvent
socket.addEventListener("message", (event: CloseEvent) => event.code);
// TS2339: an open event has no data
socket.addEventListener("open", (event) => event.data);
// TS2339: nothing of the inside shows
socket._client;
// TS2741: a location has a host
extractBaseHost(url, { protocol: "https:" });
// TS2322: parse is no text
export const parseText: Options = { parse: "json" };
// TS2739: a clock that cannot set timers
export const halfClock: Options = { clock: { now: () => 0 } };

// TS2322: there is no such protocol
connectConversation("id", { protocol: "smoke" });
// TS2322: a session goes on after a number
connectConversation("id", { protocol: "session", after: "2026-11-22" });
// TS2353: where a conversation goes on is not the user's affair
connectConversation("id", { resume: { cursor: () => 1 } });
// TS2322: a confirmation says true or false
EventService.respondToConfirmation("id", null, { accept: "yes" });
