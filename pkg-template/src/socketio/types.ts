// What users of `everwire/socketio` type; the names are socket.io-client's.

import type { Clock, Cursor, Key, QueryParams, ResumeRequest, WebSocketClass } from "../types.js";

/** What a namespace is joined with: an object, or a function that is called before each time; it calls back, or returns it. */
export type Auth =
  | Readonly<Record<string, unknown>>
  | ((done: (auth: Readonly<Record<string, unknown>>) => void) => void | Promise<Readonly<Record<string, unknown>>>);

/** What goes on where it was, so that a server that replays neither repeats nor misses an event. */
export interface ResumeOptions {
  /** Where a replay would go on after this event; the greatest one counts. */
  cursor?: ((event: string, ...args: any[]) => Cursor | null | undefined) | undefined;
  /** What tells this event from all others: one whose key was seen is not delivered again. */
  key?: ((event: string, ...args: any[]) => Key | null | undefined) | undefined;
  /** The query parameter that takes the cursor, or a function that says what an attempt adds for it. */
  apply?: string | ((cursor: Cursor | null) => ResumeRequest | null | undefined) | undefined;
  /** How many keys are remembered. From 0 to 1,000,000. Default 1,000. */
  window?: number | undefined;
}

/** What a connection takes. */
export interface ManagerOptions {
  /** Where the server listens. Default `/socket.io`. */
  path?: string | undefined;
  /** Query parameters of each attempt, or a function that is called before it. */
  query?: QueryParams | (() => QueryParams | Promise<QueryParams>) | undefined;
  /** Only `"websocket"` is spoken: a list without it is refused. */
  transports?: readonly string[] | undefined;
  /** Whether a lost connection is tried again. Default true. */
  reconnection?: boolean | undefined;
  /** How often at most. Default `Infinity`. */
  reconnectionAttempts?: number | undefined;
  /** The delay before the first retry, in ms, from 0. Default 1,000. */
  reconnectionDelay?: number | undefined;
  /** The longest delay, in ms, from 0. Default 5,000. */
  reconnectionDelayMax?: number | undefined;
  /** 0 for delays without jitter; with any other value they are drawn anew each time, from the whole range. */
  randomizationFactor?: number | undefined;
  /** The deadline of an attempt, and of a namespace to be joined, in ms, from 1. Default 20,000. */
  timeout?: number | undefined;
  /** Whether `io()` connects at once. Default true. */
  autoConnect?: boolean | undefined;
  /** What each namespace keeps of what cannot be sent yet, or is not acknowledged yet. Default any number, 16 MiB. */
  queue?: { maxMessages?: number | undefined; maxBytes?: number | undefined } | undefined;
  resume?: ResumeOptions | undefined;
  /** Aborting it closes the connection for good. */
  signal?: AbortSignal | undefined;
  /** The class to use where there is no global one. */
  WebSocket?: WebSocketClass | undefined;
  clock?: Clock | undefined;
  /** Makes the drawn delays the same each time. */
  seed?: number | undefined;
}

/** What a namespace takes. */
export interface SocketOptions {
  auth?: Auth | undefined;
  /** How long an acknowledgement is waited for, in ms, unless `timeout()` says otherwise. Callbacks then get an error first. */
  ackTimeout?: number | undefined;
}

/** What `io()` takes. */
export interface IoOptions extends ManagerOptions, SocketOptions {
  /** Whether the connection is shared with no other namespace. Default false. */
  forceNew?: boolean | undefined;
  /** Whether it may be. Default true. */
  multiplex?: boolean | undefined;
}

/** Why a namespace is not joined any more. */
export type DisconnectReason =
  | "io server disconnect"
  | "io client disconnect"
  | "ping timeout"
  | "transport close"
  | "parse error";

/** What was refused, or why an attempt failed. */
export interface ConnectError extends Error {
  /** What the server added. */
  readonly data?: unknown;
}

/** What a namespace says of itself. */
export interface SocketEvents {
  connect: () => void;
  connect_error: (error: ConnectError) => void;
  disconnect: (reason: DisconnectReason) => void;
}

/** What a connection says of itself. */
export interface ManagerEvents {
  open: () => void;
  close: () => void;
  error: (error: Error) => void;
  reconnect_attempt: (attempt: number) => void;
  reconnect_error: (error: Error) => void;
  reconnect_failed: () => void;
  reconnect: (attempt: number) => void;
  /** Something that was emitted in a namespace was not kept: its queue is full. */
  drop: (event: { readonly nsp: string; readonly args: readonly unknown[] }) => void;
}

/** Events by name, each with the arguments of its listeners. */
export type EventsMap = { [event: string]: any };

/** Any event, with any arguments. */
export interface DefaultEventsMap {
  [event: string]: (...args: any[]) => void;
}

type Last<Args extends unknown[]> = Args extends [...unknown[], infer Final] ? Final : any;

/** The arguments before the callback. */
export type BeforeAck<Args extends unknown[]> = Args extends [...infer Before, (...args: any[]) => unknown] ? Before : Args;

/** What the callback gets; behind the error, where it gets one. */
export type Answer<Args extends unknown[]> =
  Last<Args> extends (error: Error, answer: infer Value, ...rest: any[]) => unknown ? Value
  : Last<Args> extends (answer: infer Value, ...rest: any[]) => unknown ? Value
  : any;
