// What users type. Written by hand: the generated glue never shows.

/** What an attempt connects to. `http:` and `https:` become `ws:` and `wss:`, as in the current WebSocket standard. */
export type UrlSource = string | URL | (() => string | URL | Promise<string | URL>);

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

/** What can be sent. */
export type Message = string | ArrayBuffer | ArrayBufferView | Blob;

/**
 * What became of a message: `"sent"`, handed to the open socket; `"queued"`, kept until there is one; `"dropped"`, not
 * kept, as the queue was full or the socket itself refused it.
 */
export type Fate = "sent" | "queued" | "dropped";

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
export interface Options {
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
  /** Connect only when `reconnect()` is called. Default false. */
  startClosed?: boolean | undefined;
  /** Merged into the URL before each attempt; a parameter that the URL already has is replaced. */
  queryParams?: QueryParamsSource | undefined;
  /** The class to connect with. Default: the runtime's `WebSocket`, looked up for each attempt. */
  WebSocket?: WebSocketClass | undefined;
  /** Any finite number: the same seed draws the same delays. */
  seed?: number | undefined;
}

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
  | "close timed out";

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
  readonly lastClose: { readonly code: number; readonly reason: string; readonly wasClean: boolean } | null;
  /** What waits to be sent. */
  readonly queued: { readonly messages: number; readonly bytes: number };
}

/** An attempt or a connection failed; a `close` event follows. */
export interface FailureEvent extends Event {
  readonly error: Error;
  readonly message: string;
}

/** The connection moved. */
export interface StateChangeEvent extends Event {
  /** The snapshot of this transition. */
  readonly state: State;
}

/** The events of a `ReconnectingWebSocket`. */
export interface EventMap {
  /** The connection is open; what was queued has been handed over. */
  open: Event;
  /** A message came. */
  message: MessageEvent;
  /** An attempt or a connection failed. */
  error: FailureEvent;
  /** An attempt failed or a connection ended: exactly one for each, with the code that the transport said. */
  close: CloseEvent;
  /**
   * The connection moved, or the retries were forgotten; comes after the event that says what happened. What is in the
   * queue changes without an event.
   */
  statechange: StateChangeEvent;
}
