// What users of `everwire/openhands` type.

import type { Close, Options, PageLocation, Phase, ReconnectingWebSocket, ResumeOptions } from "everwire";
import type { Socket } from "everwire/socketio";

/**
 * How a server speaks: `"events"` is `/sockets/events/{id}` and `"session"` is `/sockets/session/{id}` of the agent server;
 * `"socket.io"` is what OpenHands spoke before.
 */
export type Protocol = "events" | "session" | "socket.io";

/** An event of the agent server, which says in `kind` what else it has. */
export interface AgentEvent {
  readonly id: string;
  /** When, in the local time of the server, which does not say where that is. */
  readonly timestamp: string;
  readonly source: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** An event of the Socket.IO generation, which is an `action` or an `observation`. */
export interface LegacyEvent {
  readonly id: number;
  readonly timestamp?: string;
  readonly source?: string;
  readonly action?: string;
  readonly observation?: string;
  readonly message?: string;
  readonly [field: string]: unknown;
}

/** Either. */
export type ConversationEvent = AgentEvent | LegacyEvent;

/** The events of a protocol. */
export type EventOf<P extends Protocol> = P extends "socket.io" ? LegacyEvent : AgentEvent;

/** What is published, but never stored: it has no id by which it would come again. */
export type Transient = Readonly<Record<string, unknown>>;

/** A piece of a message that is being written; all of it comes as an event in the end. */
export interface Delta {
  readonly kind: "text" | "reasoning";
  readonly content: string;
  /** The id that the event will have. The protocol `"session"` says it. */
  readonly item_id?: string;
  /** A higher one starts anew. */
  readonly attempt?: number;
  /** Its place among those of an attempt; one that is missing is lost. */
  readonly order?: number;
  readonly [field: string]: unknown;
}

/** A message begins to be written, or ends without an event. */
export interface Item {
  readonly item_id: string;
  readonly attempt?: number;
  /** Why it ended. */
  readonly reason?: string;
  readonly [field: string]: unknown;
}

/** A conversation: its id, or what the app server says of it. */
export type ConversationSource =
  | string
  | {
      readonly id: string;
      readonly conversation_url?: string | null | undefined;
      readonly session_api_key?: string | null | undefined;
    };

/** A key, or a function that is called before each attempt and request. */
export type SessionApiKey =
  | string
  | null
  | undefined
  | (() => string | null | undefined | Promise<string | null | undefined>);

/** Events from `after` on and before `before`, timestamps as the server writes them. */
export interface CountRange {
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

/**
 * Every option of `ReconnectingWebSocket`, and what a conversation needs. Socket.IO takes `minReconnectionDelay`,
 * `maxReconnectionDelay`, `maxRetries`, `connectionTimeout`, `startClosed`, `queue`, `resume`, `signal`, `WebSocket`, `clock`
 * and `seed` of them, each with the default that it has there.
 */
export interface ConversationOptions<P extends Protocol = Protocol> extends Omit<Options, "ack" | "parse" | "resume"> {
  /** How the server speaks. Default `"events"`. */
  protocol?: P | undefined;
  /** The conversation's URL, as the app server gives it; without one the server is that of the page. */
  conversationUrl?: string | null | undefined;
  /** What the server wants to see; it is sent as the first frame, and is in no URL but Socket.IO's. */
  sessionApiKey?: SessionApiKey;
  /**
   * Where to start: everything from this timestamp on (`"events"`), or after this number (`"session"`, `"socket.io"`); null
   * for what happens from now on, which Socket.IO cannot. Default: all.
   */
  after?: (P extends "events" ? string : number) | null | undefined;
  /**
   * Counts the stored events of a range, so that `isLoadingHistory` is known with the protocol `"events"`. Default:
   * `EventService.getEventCount` at the agent server; `false` for no count.
   */
  countEvents?: ((range: CountRange) => number | Promise<number>) | false | undefined;
  /** Where the page is, for those who have none or mean another. */
  location?: PageLocation | undefined;
  /** `providers_set` of Socket.IO. */
  providers?: readonly string[] | undefined;
  /** How many events are remembered, and what outlives the page. Where to go on is known here. `window`: default 10,000. */
  resume?: Pick<ResumeOptions, "window" | "load" | "save"> | undefined;
}

/** An immutable snapshot: `state` gives the same object until something changes. */
export interface ConversationState {
  /** As that of `ReconnectingWebSocket`; with Socket.IO it is open when the server has let the client in. */
  readonly phase: Phase;
  readonly isConnected: boolean;
  /** Whether a retry is waited for or under way. */
  readonly isReconnecting: boolean;
  /** Retries since there was a connection. */
  readonly attempt: number;
  /** Why the last attempt or connection failed; null while connected. */
  readonly error: Error | null;
  /** How the last one ended; Socket.IO does not say. */
  readonly lastClose: Close | null;
  /** Whether what happened before is still to come. */
  readonly isLoadingHistory: boolean;
  /** How much of it there is, as far as is known, and how much has come. */
  readonly history: { readonly expected: number | null; readonly received: number };
  /** What the agent does, in the server's words: `"idle"`, `"running"` … null until it says so. */
  readonly status: string | null;
}

/** What the server said was wrong, with this connection or what was sent; what goes wrong in the conversation is an event. */
export interface ServerError extends Error {
  /** The server's name for it, such as `"ValidationError"`. */
  readonly code: string;
  readonly detail: string;
}

/** Something that came. */
export interface DataEvent<T> extends Event {
  readonly data: T;
}

/** The events of a `Conversation`. */
export interface ConversationEventMap<E> {
  /** An event of the conversation: each one once, the old ones first where the server keeps to that. */
  event: DataEvent<E>;
  /** Something that is not stored: the whole state at the start of a connection, how a conversation is set up. */
  transient: DataEvent<Transient>;
  /** A piece of a message. */
  delta: DataEvent<Delta>;
  /** A message begins, or ends without an event. */
  itemstarted: DataEvent<Item>;
  itemaborted: DataEvent<Item>;
  /** The agent does something else: `data` is `state.status`. */
  status: DataEvent<string>;
  /** The history is complete, or nobody knows how much there is; comes once. */
  historyloaded: Event;
  /** Connected. */
  open: Event;
  /** A connection ended, or an attempt failed. Socket.IO says no code: it is 1006, or 1000 by `close()`. */
  close: CloseEvent;
  /** An attempt or a connection failed, or the server said that something is wrong (a `ServerError`). */
  error: Event & { readonly error: Error | ServerError; readonly message: string };
  /** The state has changed. How much of the history has come changes without an event. */
  statechange: Event & { readonly state: ConversationState };
}

/** A message from the user: text, or what the server's protocol has for it, which is sent as it is. */
export type Outgoing = string | object;

/** What carries a conversation; Socket.IO's is there when it has been loaded. */
export type Carrier = ReconnectingWebSocket | Socket | null;
