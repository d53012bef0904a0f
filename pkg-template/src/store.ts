// A connection as a component sees it, the same for every framework: a snapshot that changes at most once a frame, and
// callbacks that may change at any time.
//
// A store is one user, and has a connection. With `share` the first one that connects has it for all stores of its key.

import { ReconnectingWebSocket } from "everwire";
import type { FailureEvent, Fate, Message, Options, ProtocolsSource, State, UrlSource } from "everwire";

/** Where to connect; blank, null or undefined is nowhere. */
export type MaybeUrl = UrlSource | null | undefined;

/** How a lost connection comes back: `enabled`, other names of options of the class, and whatever else the class takes. */
export interface ReconnectOptions extends Options {
  /** Whether it comes back at all. Default false. */
  enabled?: boolean | undefined;
  /** Retries before it gives up, a whole number from 0 or `Infinity`: `maxRetries`. Default `Infinity`. */
  maxAttempts?: number | undefined;
  /**
   * Delay before the first retry, in ms: `minReconnectionDelay`. It doubles with each retry up to 45 s, and each is drawn
   * from 0 to that, unless other options of the class say otherwise. Default 3,000.
   */
  delay?: number | undefined;
}

/**
 * Everything that the class takes, and what components need. A change of content makes a new connection. Functions may
 * change each time: the latest ones are called, except for those in groups (`heartbeat`, `resume`, `close`).
 */
export interface StoreOptions<T = string> extends Options {
  /** Called when the connection is open. */
  onOpen?: ((event: Event) => void) | undefined;
  /** Called for each message, at once. */
  onMessage?: ((event: MessageEvent<T>) => void) | undefined;
  /** Called once for each failure, before `onClose`: with the `error` event, or the `close` event where there was none. */
  onError?: ((event: FailureEvent | CloseEvent) => void) | undefined;
  /** Called when a connection ended or an attempt failed; also when that is because the component is gone. */
  onClose?: ((event: CloseEvent) => void) | undefined;
  /** Whether and how a lost connection comes back. Any close code is worth a retry, unless `close` is given. */
  reconnect?: ReconnectOptions | undefined;
  /** Subprotocols to offer. */
  protocols?: ProtocolsSource | undefined;
  /** How many messages `messages` keeps: a whole number from 0, or `Infinity`. Default 1,000. */
  history?: { maxMessages?: number | undefined } | undefined;
  /** As the class has it. */
  parse?: ((data: any) => T) | { readonly "~standard": unknown } | undefined;
  /** As the class has it. */
  clock?: unknown;
  /** One connection and history for all who ask for the same URL with the same options. Default false. */
  share?: boolean | undefined;
}

/** What there is to see: the same object until something changes. */
export interface Snapshot<T = string> {
  /** Whether the connection is open. */
  readonly isConnected: boolean;
  /** The data of the newest message. */
  readonly lastMessage: T | null;
  /** The data of the last messages, the oldest first; see `history`. */
  readonly messages: readonly T[];
  /** Why the last connection or attempt ended, where that was a failure; null again when one is open. */
  readonly error: Error | null;
  /** The client itself; null where there is nowhere to connect to. */
  readonly socket: ReconnectingWebSocket | null;
  /** Whether a retry is waited for or under way. */
  readonly isReconnecting: boolean;
  /** Retries since the connection was open. */
  readonly attemptCount: number;
  /** The state of the client. */
  readonly state: State;
}

/** What is called for which event. */
const CALLBACKS = { open: "onOpen", message: "onMessage", error: "onError", close: "onClose", statechange: "" } as const;

/** Where no frame comes, as in a hidden page, changes are told after so many ms. */
const FRAMELESS = 200;

/** The options of a store, and its URL. */
type All = StoreOptions<any> & { readonly url?: MaybeUrl };

/** One user of a connection. */
export interface Store<T = string> {
  /** Takes the latest functions; whatever `keyOf` sees has to be the same. */
  readonly update: (url: MaybeUrl, options?: StoreOptions<T>) => void;
  readonly get: () => Snapshot<T>;
  /**
   * Connects, if nobody has; the connection is closed when the last one has gone and nobody has come in the same tick.
   *
   * @returns what ends it.
   * @throws as the class does.
   */
  readonly subscribe: (listener: () => void) => () => void;
  /** Sends a message, or keeps it until there is a connection, and says which; where none is meant to be it is dropped. */
  readonly sendMessage: (message: Message) => Fate;
  /** Ends the connection, and all attempts, until `reconnect()`; that of all users, where it is shared. */
  readonly disconnect: () => void;
  /** Drops the current connection, if there is one, and attempts at once. */
  readonly reconnect: () => void;
}

/** A connection, and what came over it. */
interface Link {
  /** Null when it is over. */
  _socket: ReconnectingWebSocket | null;
  readonly _look: () => Snapshot<any>;
  readonly _add: (listener: () => void, options: () => All) => () => void;
}

/** Those that are shared, by the keys of their stores. */
const links = /* @__PURE__ */ new Map<string, Link>();

const show = (
  state: State,
  socket: ReconnectingWebSocket | null,
  lastMessage: unknown,
  messages: readonly unknown[],
  error: Error | null,
): Snapshot<any> => ({
  isConnected: state.isConnected,
  lastMessage,
  messages,
  error,
  socket,
  isReconnecting: state.isReconnecting,
  attemptCount: state.isConnected ? 0 : state.attempt,
  state,
});

/** What there is where nothing is connected, nor will be. */
export const IDLE: Snapshot<any> = /* @__PURE__ */ show(
  {
    phase: "idle",
    isConnected: false,
    isReconnecting: false,
    attempt: 0,
    nextAttemptAt: null,
    cause: "created",
    error: null,
    lastClose: null,
    paused: false,
    resumed: false,
    rtt: null,
    queued: { messages: 0, unacknowledged: 0, bytes: 0 },
  },
  null,
  null,
  [],
  null,
);

/**
 * What needs a new store when it changes: the URL and the options by content. All functions are the same; callbacks and
 * `history` do not count.
 */
export function keyOf<T>(url: MaybeUrl, options?: StoreOptions<T>): string {
  const counts = { ...options, url, history: 0, onOpen: 0, onMessage: 0, onError: 0, onClose: 0 };
  return JSON.stringify(counts, (_, value) =>
    typeof value === "function"
      ? 0
      : value?.constructor === Object
        ? Object.entries(value).filter(([, value]) => value != null).sort()
        : // What is no list either says what it is: a URL, URLSearchParams, bytes.
          Array.isArray(value) ? value : `${value}`,
  );
}

/** It does nothing before somebody subscribes, or sends. */
export function createStore<T = string>(url: MaybeUrl, options?: StoreOptions<T>): Store<T> {
  const key = options?.share ? keyOf(url, options) : "";
  let all: All = { ...options, url };
  const latest = (): All => all;
  let link: Link | undefined;
  const join = (): Link | undefined =>
    url && `${url}`.trim() ? (link = links.get(key) ?? connect(latest, key)) : link;
  return {
    update(url, options) {
      all = { ...options, url };
    },
    get: () => (link ?? links.get(key))?._look() ?? IDLE,
    subscribe: (listener) => (link?._socket ? link : join())?._add(listener, latest) ?? (() => {}),
    // A child's effect may send before the effect of its parent subscribes.
    sendMessage: (message) => (link ?? join())?._socket?.send(message) ?? "dropped",
    disconnect: () => link?._socket?.close(),
    reconnect: () => link?._socket?.reconnect(),
  };
}

function connect(owner: () => All, key: string): Link {
  /** Who is told of changes, and with whose options. */
  const listeners = new Map<() => void, () => All>();
  /** Those of them that have not left. */
  const present = new Set<unknown>();
  let failed = false;
  let error: Error | null = null;
  let lastMessage: unknown = null;
  let messages: unknown[] = [];
  let snapshot: Snapshot<any> | null = null;
  let timer: ReturnType<typeof setTimeout> | number = 0;

  // Of those who use it the one that has done so for longest has the say.
  const options = (): All => {
    [owner = owner] = listeners.values();
    return owner();
  };
  const tell = (): void => {
    clearTimeout(timer);
    timer = 0;
    snapshot = null;
    // Each on its own, so that what one of them throws keeps no other from hearing of it.
    for (const listener of listeners.keys()) queueMicrotask(listener);
  };
  const hear = (event: Event): void => {
    const { type, data, code, reason } = event as MessageEvent & CloseEvent;
    const failure = socket.state.error;
    const names: string[] = [CALLBACKS[type as keyof typeof CALLBACKS]];
    if (type === "message") {
      // What is shown stays as it is, so there is one copy a frame.
      if (messages === shown) messages = [...shown];
      messages.push((lastMessage = data));
      messages.splice(0, messages.length - (options().history?.maxMessages ?? 1000));
    } else if (type === "close") {
      error = failure && new Error(`WebSocket closed with code ${code}: ${reason || "Connection closed unexpectedly"}`);
      // One failure is told once: most closes follow an error.
      if (failure && !failed) names.unshift("onError");
    } else if (type === "open") {
      error = null;
    }
    failed = type === "error";
    for (const options of new Set(listeners.values())) {
      for (const name of names) queueMicrotask(() => (options() as any)[name]?.(event));
    }
    if (!timer) {
      timer = setTimeout(tell, FRAMELESS);
      globalThis.requestAnimationFrame?.(() => timer && tell());
    }
  };
  const leave = (listen?: () => void): void => {
    present.delete(listen);
    queueMicrotask(() => {
      // Who was among the last ones still hears of the close.
      if (present.size) listeners.delete(listen!);
      else if (link._socket) {
        link._socket = null;
        socket.close();
        links.delete(key);
      }
    });
  };
  let shown = messages;

  const { reconnect = {}, ...rest } = options();
  const { enabled, maxAttempts, delay } = reconnect;
  // The class ignores what it does not know.
  const given: any = {
    close: { retry: () => true },
    minReconnectionDelay: delay,
    ...rest,
    ...reconnect,
    maxRetries: enabled ? (maxAttempts ?? rest.maxRetries) : 0,
  };
  for (const name in rest) {
    const value = given[name];
    // Not a class, nor a schema.
    if (typeof value === "function" && !/^[A-Z]/.test(name) && !value["~standard"]) {
      given[name] = (...args: unknown[]) => (options() as any)[name](...args);
    }
  }
  const socket = new ReconnectingWebSocket(given.url, given.protocols, given);
  for (const type in CALLBACKS) socket.addEventListener(type, hear);
  const link: Link = {
    _socket: socket,
    _look: () => (snapshot ??= show(socket.state, socket, lastMessage, (shown = messages), error)),
    _add(listener, options) {
      // Not the listener itself, which may have been given twice.
      const listen = (): void => listener();
      listeners.set(listen, options);
      present.add(listen);
      return () => leave(listen);
    },
  };
  if (key) links.set(key, link);
  // Who only sent may never come.
  leave();
  return link;
}
