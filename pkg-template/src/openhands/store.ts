// A conversation as a component sees it, for any framework: a snapshot that changes at most once a frame, and callbacks that
// may change at any time. A store is one user, and has a connection while somebody subscribes.

import type { Fate } from "everwire";
import {
  connectConversation,
  type Conversation,
  type ConversationEventMap,
  type ConversationOptions,
  type ConversationSource,
  type ConversationState,
  type EventOf,
  type Outgoing,
  type Protocol,
} from "everwire/openhands";

/** A conversation; null, undefined or a blank id is none yet. */
export type MaybeConversation = ConversationSource | null | undefined;

/** What is called for an event of the conversation, at once. */
export interface ConversationCallbacks<P extends Protocol> {
  onEvent?: ((data: EventOf<P>) => void) | undefined;
  onTransient?: ((data: ConversationEventMap<EventOf<P>>["transient"]["data"]) => void) | undefined;
  onDelta?: ((data: ConversationEventMap<EventOf<P>>["delta"]["data"]) => void) | undefined;
  onStatus?: ((status: string) => void) | undefined;
  onHistoryLoaded?: (() => void) | undefined;
  onOpen?: (() => void) | undefined;
  onClose?: ((event: CloseEvent) => void) | undefined;
  onError?: ((error: Error) => void) | undefined;
}

/** Other content makes another connection, so a literal may stand in a render; functions may change at any time. */
export interface StoreOptions<P extends Protocol = Protocol> extends ConversationOptions<P>, ConversationCallbacks<P> {
  /** How many events `events` keeps: a whole number from 0, or `Infinity`. Default 10,000. */
  history?: { maxEvents?: number | undefined } | undefined;
}

/** What there is to see: the same object until something changes. */
export interface Snapshot<P extends Protocol = "events"> {
  readonly isConnected: boolean;
  /** Whether a retry is waited for or under way. */
  readonly isReconnecting: boolean;
  /** Whether what happened before is still to come. */
  readonly isLoadingHistory: boolean;
  /** Retries since there was a connection. */
  readonly attemptCount: number;
  /** The last events, in the order in which they came; see `history`. */
  readonly events: readonly EventOf<P>[];
  readonly lastEvent: EventOf<P> | null;
  /** What the agent does, in the server's words. */
  readonly status: string | null;
  /** What went wrong last; null again when the connection is open, or another event came. */
  readonly error: Error | null;
  /** The state of the conversation; null where there is none. */
  readonly state: ConversationState | null;
  readonly conversation: Conversation<EventOf<P>> | null;
}

/** What there is where nothing is connected, nor will be. */
export const IDLE: Snapshot<any> = {
  isConnected: false,
  isReconnecting: false,
  isLoadingHistory: false,
  attemptCount: 0,
  events: [],
  lastEvent: null,
  status: null,
  error: null,
  state: null,
  conversation: null,
};

/** One user of a conversation. */
export interface Store<P extends Protocol> {
  /** Takes the latest callbacks; whatever `keyOf` sees has to be the same. */
  readonly _update: (options: StoreOptions<P>) => void;
  readonly _get: () => Snapshot<P>;
  /** Connects; returns what ends it. @throws as `connectConversation`. */
  readonly _subscribe: (listener: () => void) => () => void;
  /** Sends what the user says, or keeps it until there is a connection, and says which; without a conversation it is dropped. */
  readonly sendMessage: (message: Outgoing) => Fate;
  /** Ends the connection, and all attempts, until `reconnect()`. */
  readonly disconnect: () => void;
  /** Drops the current connection, if there is one, and attempts at once. */
  readonly reconnect: () => void;
}

/** What needs a new store when it changes: everything but functions and `history`. */
export function keyOf(source: MaybeConversation, options: StoreOptions): string {
  // Of a page's location, what a URL is made of.
  const { protocol = "", host = "" } = options.location ?? {};
  return JSON.stringify([source, { ...options, history: 0, location: protocol + host }]);
}

export function createStore<P extends Protocol>(source: MaybeConversation, options: StoreOptions<P>): Store<P> {
  let conversation: Conversation<EventOf<P>> | null = null;
  let snapshot: Snapshot<P> | null = null;
  let events: EventOf<P>[] = [];
  let shown: readonly EventOf<P>[] | undefined;
  let lastEvent: EventOf<P> | null = null;
  let error: Error | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const users = new Set<() => void>();

  const tell = (): void => {
    clearTimeout(timer);
    if (timer === undefined) return;
    timer = snapshot = undefined!;
    users.forEach((user) => user());
  };
  const changed = (): void => {
    if (timer !== undefined) return;
    // For where no frame comes, as in a hidden page.
    timer = setTimeout(tell, 1000);
    globalThis.requestAnimationFrame?.(tell);
  };
  /** What one of the callbacks throws is its own affair, and is reported as uncaught. */
  const call = <Args extends unknown[]>(callback: ((...args: Args) => void) | undefined, ...args: Args): void => {
    if (callback) queueMicrotask(() => callback(...args));
    changed();
  };

  const connect = (): void => {
    const made = (conversation = connectConversation<P>(source!, options));
    error = lastEvent = null;
    events = [];
    const on = <K extends keyof ConversationEventMap<EventOf<P>>>(
      type: K,
      listener: (event: ConversationEventMap<EventOf<P>>[K]) => void,
    ): void => made.addEventListener(type, listener);
    on("event", ({ data }) => {
      // What is shown stays as it is, so there is one copy a frame.
      if (events === shown) events = [...events];
      events.push((lastEvent = data));
      events.splice(0, events.length - (options.history?.maxEvents ?? 10000));
      error = null;
      call(options.onEvent, data);
    });
    on("transient", ({ data }) => call(options.onTransient, data));
    on("delta", ({ data }) => call(options.onDelta, data));
    on("status", ({ data }) => call(options.onStatus, data));
    on("historyloaded", () => call(options.onHistoryLoaded));
    on("open", () => {
      error = null;
      call(options.onOpen);
    });
    on("close", (event) => call(options.onClose, event));
    on("error", (event) => call(options.onError, (error = event.error)));
    on("statechange", changed);
  };

  return {
    _update: (now) => {
      options = now;
    },
    _get: () => {
      if (!conversation) return IDLE as Snapshot<P>;
      if (snapshot) return snapshot;
      const { state } = conversation;
      const { isConnected, isReconnecting, isLoadingHistory, attempt, status } = state;
      shown = events;
      const attemptCount = isConnected ? 0 : attempt;
      return (snapshot = { isConnected, isReconnecting, isLoadingHistory, attemptCount, events, lastEvent, status, error, state, conversation });
    },
    _subscribe: (listener) => {
      if (!conversation && isSome(source)) connect();
      const user = (): void => listener();
      users.add(user);
      return () => {
        users.delete(user);
        // Who comes back in the same tick, as StrictMode does, keeps the connection.
        queueMicrotask(() => {
          if (users.size || !conversation) return;
          conversation.close();
          conversation = snapshot = null;
        });
      };
    },
    sendMessage: (message) => conversation?.send(message) ?? "dropped",
    disconnect: () => conversation?.close(),
    reconnect: () => conversation?.reconnect(),
  };
}

function isSome(source: MaybeConversation): boolean {
  return /\S/.test((source && typeof source === "object" ? source.id : source) || "");
}
