// What users type. Written by hand: the generated glue never shows.

/**
 * What an attempt connects to. `http:` and `https:` become `ws:` and `wss:`, as in the current WebSocket standard. Of a
 * list the first one is tried, and after an attempt that failed the next.
 */
export type UrlSource = OneUrlSource | readonly OneUrlSource[];

/** One URL, or a function that is called before each attempt. */
export type OneUrlSource = string | URL | (() => string | URL | Promise<string | URL>);

/** Subprotocols to offer. */
export type Protocols = string | readonly string[] | null | undefined;

/** Subprotocols, or a function that is called before each attempt. */
export type ProtocolsSource = Protocols | (() => Protocols | Promise<Protocols>);

/**
 * Query parameters: a plain object, or pairs as `URLSearchParams` and `Map` have them. `undefined` and `null` values are left
 * out; everything else is written as text.
 */
export type QueryParams =
  | Readonly<Record<string, QueryValue>>
  | Iterable<readonly [string, QueryValue]>;

/** What a query parameter may be. */
export type QueryValue = string | number | boolean | null | undefined;

/** Query parameters, or a function that is called before each attempt: a fresh token, a cursor. */
export type QueryParamsSource = QueryParams | (() => QueryParams | Promise<QueryParams>);

/** What can be sent, and what the data of a message may be. */
export type Message = string | ArrayBuffer | ArrayBufferView | Blob;

/** A message, or nothing. */
export type MaybeMessage = Message | null | undefined;

/** Finds something in a message's `data`. Who knows what the server sends may say so: `(data: string) => …`. */
export type Finder<T> = { find(data: Message): T }["find"];

/**
 * What became of a message: `"sent"`, handed to the open socket; `"queued"`, kept until there is one; `"dropped"`, not
 * kept, as the queue was full or the socket itself refused it.
 */
export type Fate = "sent" | "queued" | "dropped";

/** How a connection or an attempt ended, as its `CloseEvent` says. */
export interface Close {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** Where a replay goes on: a sequence number, an event id, a timestamp. Numbers are compared as numbers, text as text. */
export type Cursor = number | string;

/** What tells one message from all others. */
export type Key = number | string;

/** What an attempt adds after this cursor. Who knows what it is may say so: `(after: number | null) => …`. */
export type Apply = {
  apply(cursor: Cursor | null): ResumeRequest | null | undefined | Promise<ResumeRequest | null | undefined>;
}["apply"];

/** What an attempt adds, so that the server goes on where it was. */
export interface ResumeRequest {
  /** Merged into the URL, over `queryParams`. */
  readonly query?: QueryParams | undefined;
  /** Sent before everything that is queued, after `auth`. */
  readonly frame?: MaybeMessage;
}

/** How a silent link is told from a dead one. Anything that comes in is a sign of life. */
export interface HeartbeatOptions {
  /** What is sent to a link that has been silent; without one the server has to say something by itself. */
  message?: Message | (() => MaybeMessage) | undefined;
  /** A link that has said nothing for so many ms is probed. From 1. Default 25,000. */
  interval?: number | undefined;
  /** A link that has said nothing for so many ms after that is given up. From 1. Default 10,000. */
  timeout?: number | undefined;
  /** Whether a message (its `data`) answers `message`: then it is not delivered, and measures `state.rtt`. */
  isReply?: Finder<boolean> | undefined;
}

/** Makes a value of a message. Who knows what the server sends may say so: `(data: string) => …`. */
export type Parse<T> = { parse(data: Message): T }["parse"];

/** What a schema library has to have: version 1 of standardschema.dev. */
export interface StandardSchema<T> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<T> | Promise<SchemaResult<T>>;
    readonly types?: { readonly input: unknown; readonly output: T } | undefined;
  };
}

/** What a schema says of a value. */
export type SchemaResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string }[] };

/** Time, in one place. */
export interface Clock {
  /** Milliseconds, which never go back; also the time of day in `at` and `nextAttemptAt`. */
  now(): number;
  /** Calls once, after so many ms; what it returns is what `clearTimeout` takes. */
  setTimeout(callback: () => void, delay: number): unknown;
  clearTimeout(timer: unknown): void;
}

/** What is kept while no socket takes it, or until the server has acknowledged it. */
export interface QueueOptions {
  /** So many messages, a whole number from 0 or `Infinity`. Another name of `maxEnqueuedMessages`. Default 1,000. */
  maxMessages?: number | undefined;
  /** So many bytes, a whole number from 0 or `Infinity`. Default 16,777,216 (16 MiB). */
  maxBytes?: number | undefined;
  /**
   * What does not fit: `"drop-newest"` is not kept, and `send` says so; `"drop-oldest"` takes the place of those that have
   * waited longest, and a `drop` event says which; `"reject"` makes `send` throw. Default `"drop-newest"`.
   */
  overflow?: "drop-newest" | "drop-oldest" | "reject" | undefined;
  /** A message is kept for so many ms at most, then a `drop` event says so. From 1, or `Infinity`, the default. */
  ttl?: number | undefined;
  /** With so many bytes in the socket (`bufferedAmount`) it is handed no more. From 1, or `Infinity`. Default 1,048,576. */
  highWaterMark?: number | undefined;
}

/**
 * How a lost connection goes on where it was. What its functions find counts where it is text or a finite number; anything
 * else is nothing.
 */
export interface ResumeOptions {
  /** Where a replay would go on after this message; nothing for one that must not move the cursor. */
  cursor?: Finder<Cursor | null | undefined> | undefined;
  /**
   * What tells this message from all others: one whose key has come already is not delivered. Nothing for one that is never
   * a repetition. Where two servers may give one id to two messages, add the content to it.
   */
  key?: Finder<Key | null | undefined> | undefined;
  /**
   * How an attempt asks for a replay: the name of a query parameter for the cursor, or a function of the cursor (null where
   * nothing has come yet) that is called before each attempt.
   */
  apply?: string | Apply | undefined;
  /** How many keys are remembered, a whole number from 0 to 1,000,000. Default 1,000. */
  window?: number | undefined;
  /** What `save` was given, in this page load or another; anything else is ignored. Called once, at the start. */
  load?: (() => string | null | undefined) | undefined;
  /** Stores cursor and keys: at most once a second, and when the page is hidden, frozen or left. */
  save?: ((text: string) => void) | undefined;
}

/** Which closes are final. Codes are added to, or taken from, those that are fatal by default; `retry` wins over `fatal`. */
export interface CloseOptions {
  /** No retry follows these: codes, or a function. By default 1008, 1010, 4001, 4003, 4004, 4401, 4403, 4404. */
  fatal?: readonly number[] | ((close: Close) => boolean) | undefined;
  /** A retry follows these, though they would be fatal: codes, or a function. */
  retry?: readonly number[] | ((close: Close) => boolean) | undefined;
}

/** How `deliver` sends a message. */
export interface DeliverOptions {
  /** The id by which the server acknowledges it; the message should carry it. */
  id: Key;
  /** It is given up after so many ms; from 1. Default: `queue.ttl`. */
  timeout?: number | undefined;
}

/** Why a message was not delivered, as far as is known: the server may have got it. */
export interface DeliveryError extends Error {
  /**
   * `"refused"`: it was not kept. `"expired"`: not acknowledged in time. `"dropped"`: a newer one took its place. `"closed"`:
   * the connection ended for good.
   */
  readonly outcome: "refused" | "expired" | "dropped" | "closed";
}

/** How delays are spread, in the terms of the AWS Architecture Blog's "Exponential Backoff and Jitter". */
export type Jitter = "none" | "equal" | "full" | "decorrelated";

/** A WebSocket class: the runtime's own, Node's `ws`, or a mock. */
export interface WebSocketClass {
  new (url: string, protocols?: string | string[]): object;
}

/**
 * Times are in milliseconds, from 0 to 2,147,483,647 (2³¹ − 1). A bad value throws a `TypeError` that names it; a name that
 * is not in this list is ignored.
 */
export interface Options<T = any> {
  /** Delay before the first retry, before jitter; 0 retries at once, each time. Default 3,000. */
  minReconnectionDelay?: number | undefined;
  /** The delay never grows past it, before jitter. Default 45,000, or `minReconnectionDelay` where that is more. */
  maxReconnectionDelay?: number | undefined;
  /** The delay grows by this factor with each retry, 1 to 1,000. Default 2. */
  reconnectionDelayGrowFactor?: number | undefined;
  /**
   * How each delay is spread, drawn afresh for each attempt and after the cap: `"full"` 0 to delay, `"equal"` half of it
   * to all of it, `"decorrelated"` base to three times the delay before, `"none"` exactly. Default `"full"`.
   */
  jitter?: Jitter | undefined;
  /** A connection that stays open so long resets the retries. Default 5,000. */
  minUptime?: number | undefined;
  /** The one deadline over an attempt: URL, protocols and query providers, and the handshake. From 1. Default 10,000. */
  connectionTimeout?: number | undefined;
  /** How long `close()` waits for the server's answer before the socket is given up. From 1. Default 5,000. */
  closeTimeout?: number | undefined;
  /** Retries after a failure before it gives up; 0 means one attempt and no retry. Default `Infinity`. */
  maxRetries?: number | undefined;
  /** Messages that are kept while there is no connection; more are dropped, and `send` says so. Default 1,000. */
  maxEnqueuedMessages?: number | undefined;
  /** Off unless it is given; `{}` has every default. */
  heartbeat?: HeartbeatOptions | undefined;
  /** What is kept while no socket takes it. */
  queue?: QueueOptions | undefined;
  /** Off unless it is given. */
  resume?: ResumeOptions | undefined;
  /** The id of the message of `deliver` that an incoming message (its `data`) acknowledges, if it does. */
  ack?: Finder<Key | null | undefined> | undefined;
  /**
   * Makes of a message (its `data`) what listeners, streams and iterators get: a function, or a Standard Schema
   * (standardschema.dev: zod, valibot, arktype …) for what the JSON in it says; one that answers with a promise is refused. What it
   * throws or refuses raises a `parseerror` event, and no `message`. The functions of other options get the raw `data`.
   */
  parse?: Parse<T> | StandardSchema<T> | undefined;
  /** Which closes are final. Those that the transport said nothing about (a timeout) are not asked about. */
  close?: CloseOptions | undefined;
  /**
   * The first frame on every connection, before anything queued: what authenticates. A function is called before each
   * attempt; what is none (null, undefined) sends nothing.
   */
  auth?: Message | (() => MaybeMessage | Promise<MaybeMessage>) | undefined;
  /** Closes the connection, and ends all attempts, when it is aborted; aborted already, it is as `startClosed`. */
  signal?: AbortSignal | undefined;
  /** Logs each transition. Default false. */
  debug?: boolean | undefined;
  /** What logs: it gets one line. Default `console.log`. */
  debugLogger?: ((line: string) => void) | undefined;
  /** Connect only when `reconnect()` is called. Default false. */
  startClosed?: boolean | undefined;
  /** Merged into the URL before each attempt; a parameter that the URL already has is replaced. */
  queryParams?: QueryParamsSource | undefined;
  /** The class to connect with. Default: the runtime's `WebSocket`, looked up for each attempt. */
  WebSocket?: WebSocketClass | undefined;
  /** What tells and measures time, for tests. Default: the runtime's. */
  clock?: Clock | undefined;
  /** Any finite number: the same seed draws the same delays. */
  seed?: number | undefined;
}

/**
 * Where `init` of `everwire/slim` gets the module `everwire/wasm`: where it is, what `fetch` gave, its bytes, or itself.
 */
export type WasmSource = string | URL | Response | Blob | BufferSource | WebAssembly.Module;

/** Where the connection is in its life. */
export type Phase = "idle" | "connecting" | "open" | "waiting" | "closing" | "closed";

/** Why the last transition happened. */
export type Cause =
  | "created"
  | "connect"
  | "reconnect"
  | "retry"
  | "opened"
  | "url failed"
  | "handshake failed"
  | "attempt timed out"
  | "connection lost"
  | "closed by server"
  | "closed by user"
  | "close timed out"
  | "heartbeat timed out"
  | "offline"
  | "online"
  | "frozen"
  | "resumed"
  | "visible"
  | "woken";

/** An immutable snapshot: `state` gives the same object until something changes. */
export interface State {
  /** `"waiting"` is between two attempts; `"idle"` has never connected; `"closed"` stays so until `reconnect()`. */
  readonly phase: Phase;
  /** Whether the connection is open. */
  readonly isConnected: boolean;
  /** Whether a retry is waited for or under way. */
  readonly isReconnecting: boolean;
  /** Retries since the last connection that stayed open for `minUptime`; 0 during the first attempt. */
  readonly attempt: number;
  /** When the next attempt starts (as `Date.now()`), while waiting. */
  readonly nextAttemptAt: number | null;
  /** Why the last transition happened. */
  readonly cause: Cause;
  /** Why the last attempt or connection failed; null while open, and after a normal close. */
  readonly error: Error | null;
  /** How the last attempt or connection ended. */
  readonly lastClose: Close | null;
  /** Whether it waits for the network or the page to come back, not for a time. */
  readonly paused: boolean;
  /** Whether the connection, or the attempt, goes on after a cursor. */
  readonly resumed: boolean;
  /** The round-trip time that the last heartbeat measured, in ms. */
  readonly rtt: number | null;
  /** Messages that wait for a socket, those that a socket has and the server has not acknowledged, and the bytes of both. */
  readonly queued: { readonly messages: number; readonly unacknowledged: number; readonly bytes: number };
}

/** A move of the connection. */
export interface Transition {
  /** When, as `Date.now()`. */
  readonly at: number;
  readonly phase: Phase;
  readonly cause: Cause;
  readonly attempt: number;
}

/** How often what has happened, since the client was made. */
export interface Counters {
  /** Attempts begun. */
  readonly attempts: number;
  /** Connections opened. */
  readonly opened: number;
  /** Messages handed to a socket, those of `resent` among them. */
  readonly sent: number;
  /** Messages handed to a socket for another time. */
  readonly resent: number;
  /** Messages that the server acknowledged. */
  readonly acknowledged: number;
  /** Messages that were not kept, or no longer: refused, expired, overflowed, closed. */
  readonly dropped: number;
  /** Messages delivered. */
  readonly received: number;
  /** Messages that came again, and were not delivered. */
  readonly duplicates: number;
}

/** An attempt or a connection failed; a `close` event follows. */
export interface FailureEvent extends Event {
  readonly error: Error;
  readonly message: string;
}

/** A message that was kept is kept no longer, and was not sent. */
export interface DropEvent extends Event {
  readonly data: Message;
  /** It was kept for too long, or a newer one took its place. */
  readonly reason: "expired" | "drop-oldest";
}

/** A message that `parse` did not take. */
export interface ParseErrorEvent extends Event {
  /** The message, as it came. */
  readonly data: Message;
  /** What `parse` threw; that of a schema has its `issues`. */
  readonly error: Error & { readonly issues?: readonly { readonly message: string }[] };
  readonly message: string;
}

/** The connection moved. */
export interface StateChangeEvent extends Event {
  /** The snapshot of this transition. */
  readonly state: State;
}

/** The events of a `ReconnectingWebSocket`. */
export interface EventMap<T = any> {
  /** The connection is open; what was queued has been handed over. */
  open: Event;
  /** A message came. */
  message: MessageEvent<T>;
  /** An attempt or a connection failed. */
  error: FailureEvent;
  /** An attempt failed or a connection ended: exactly one for each, with the code that the transport said. */
  close: CloseEvent;
  /**
   * The connection moved, or the retries were forgotten; comes after the event that says what happened. What is in the
   * queue changes without an event.
   */
  statechange: StateChangeEvent;
  /** A message of `send` that was kept is kept no longer, and was not sent. */
  drop: DropEvent;
  /** A message came that the option `parse` did not take. */
  parseerror: ParseErrorEvent;
}
