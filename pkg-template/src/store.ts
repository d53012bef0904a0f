// A connection as a component sees it, the same for every framework: a snapshot that changes at most once a frame, and
// callbacks that may change at any time.
//
// A `Store` is one user; a `Link` is a connection and what came over it. With `share` stores of the same key have one link.

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
 * Everything that the class takes, and what components need. A change of content makes a new connection; functions, and
 * objects of a class, may change each time: the latest functions are called.
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

/** What there is where nothing is connected, nor will be. */
export const IDLE: Snapshot<never> = {
  isConnected: false,
  lastMessage: null,
  messages: [],
  error: null,
  socket: null,
  isReconnecting: false,
  attemptCount: 0,
  state: {
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
};

/** What is called for which event. */
const CALLBACKS = { open: "onOpen", message: "onMessage", error: "onError", close: "onClose" } as const;
type Heard = keyof typeof CALLBACKS;

/** Without a frame, as in a hidden page, changes are told after so many ms; the other is for where there are no frames. */
const FRAMELESS = 250;
const FRAME = 16;

/** The options of a store, and its URL. */
type All<T> = StoreOptions<T> & { url?: MaybeUrl };

/** A connection and what came over it. */
interface Link {
  readonly _socket: ReconnectingWebSocket;
  /** Who is told of changes. */
  readonly _listeners: Map<() => void, () => All<any>>;
  readonly _look: () => Snapshot<any>;
  readonly _start: () => void;
}

/** Those that are shared, by the keys of their stores. */
const links = /* @__PURE__ */ new Map<string, Link>();

/** What needs a new store when it changes: the URL and the options by content, but for functions and objects of a class. */
export function keyOf<T>(
  url: MaybeUrl,
  { onOpen, onMessage, onError, onClose, history, parse, clock, ...rest }: StoreOptions<T> = {},
): string {
  return JSON.stringify([url, rest, !parse, !clock], (_, value) =>
    typeof value === "function" ? 0 : typeof value === "object" && value?.[Symbol.iterator] ? [...value] : value,
  );
}

/** One user of a connection. */
export interface Store<T = string> {
  /** Takes the latest functions; whatever `keyOf` sees has to be the same. */
  update(url: MaybeUrl, options?: StoreOptions<T>): void;
  get(): Snapshot<T>;
  /**
   * Connects, if nobody has; the connection is closed when the last one has gone and nobody has come in the same tick.
   *
   * @returns what ends it.
   * @throws as the class does.
   */
  subscribe(listener: () => void): () => void;
  /** Sends a message, or keeps it until there is a connection, and says which; where none is meant to be it is dropped. */
  sendMessage(message: Message): Fate;
  /** Ends the connection, and all attempts, until `reconnect()`; that of all users, where it is shared. */
  disconnect(): void;
  /** Drops the current connection, if there is one, and attempts at once. */
  reconnect(): void;
}

/** It does nothing before somebody subscribes. */
export function createStore<T = string>(url: MaybeUrl, options: StoreOptions<T> = {}): Store<T> {
  const key = options.share ? keyOf(url, options) : "";
  let all: All<T> = { ...options, url };
  // Undefined before there is one, null when it was left.
  let link: Link | null | undefined;
  let listening = 0;
  let failed = false;

  const join = (): Link | null | undefined => {
    const { url } = all;
    return link ?? (url && `${url}`.trim() ? (link = links.get(key) ?? createLink(() => all, key)) : link);
  };
  const hear = (event: Event): void => {
    const type = event.type as Heard;
    const again = failed;
    failed = type === "error";
    try {
      // One failure is told once: most closes follow an error.
      if (type === "close" && !again && (event.target as ReconnectingWebSocket).state.error) {
        all.onError?.(event as CloseEvent);
      }
    } finally {
      if (!(failed && again)) all[CALLBACKS[type]]?.(event as never);
    }
  };
  return {
    update(url, options) {
      all = { ...options, url };
    },
    get: () => (link ?? links.get(key))?._look() ?? IDLE,
    subscribe(listener) {
      const joined = join();
      if (!joined) return () => {};
      const { _socket, _listeners } = joined;
      joined._start();
      for (const type in CALLBACKS) _socket.addEventListener(type, hear);
      listening++;
      // Not the listener itself, which may have been given twice.
      const listen = (): void => listener();
      _listeners.set(listen, () => all);
      return () => {
        if (!_listeners.delete(listen)) return;
        listening--;
        queueMicrotask(() => {
          if (listening || link !== joined) return;
          link = null;
          // Who was the last one still hears of the close.
          if (_listeners.size) for (const type in CALLBACKS) _socket.removeEventListener(type, hear);
          else {
            _socket.close();
            links.delete(key);
          }
        });
      };
    },
    sendMessage: (message) => (link === null ? link : join())?._socket.send(message) ?? "dropped",
    disconnect: () => link?._socket.close(),
    reconnect: () => link?._socket.reconnect(),
  };
}

function createLink(owner: () => All<any>, key: string): Link {
  const listeners: Link["_listeners"] = new Map();
  // Of those who use it the one that has done so for longest has the say.
  const options = (): All<any> => {
    [owner = owner] = listeners.values();
    return owner();
  };
  const first = latest(() => settings(options()));
  const socket = new ReconnectingWebSocket(first.url!, first.protocols, { ...first, startClosed: true });
  let snapshot: Snapshot<any> | undefined;
  let started = false;
  let error: Error | null = null;
  let messages: unknown[] = [];
  let lastMessage: unknown = null;
  // The messages that came since the last frame.
  let fresh: unknown[] = [];
  let timer: unknown;

  const hear = ({ type, data, code, reason }: MessageEvent & CloseEvent): void => {
    if (type === "message") {
      fresh.push((lastMessage = data));
      // Many may come before a frame does.
      trim(fresh);
    } else if (type === "open") {
      error = null;
    } else if (type === "close") {
      const text = `WebSocket closed with code ${code}: ${reason || "Connection closed unexpectedly"}`;
      error = socket.state.error && new Error(text, { cause: socket.state.error });
    }
    if (timer) return;
    const tell = (): void => {
      if (frame) cancelAnimationFrame(frame);
      clearTimeout(timer as number);
      timer = snapshot = undefined;
      // Each on its own, so that what one of them throws keeps no other from hearing of it.
      listeners.forEach((_, listener) => queueMicrotask(listener));
    };
    const frame = globalThis.requestAnimationFrame?.(tell);
    timer = setTimeout(tell, frame ? FRAMELESS : FRAME);
  };
  const trim = (list: unknown[]): unknown[] => {
    list.splice(0, list.length - (options().history?.maxMessages ?? 1000));
    return list;
  };
  for (const type of ["open", "message", "close", "statechange"]) socket.addEventListener(type, hear as never);
  const link: Link = {
    _socket: socket,
    _listeners: listeners,
    _start() {
      if (!started && !first.startClosed && !first.signal?.aborted) socket.reconnect();
      started = true;
      snapshot = undefined;
    },
    _look() {
      if (snapshot) return snapshot;
      const { state } = socket;
      const { isConnected, isReconnecting, attempt } = state;
      if (fresh.length) messages = trim(messages.concat(fresh));
      fresh = [];
      return (snapshot = {
        isConnected,
        lastMessage,
        messages,
        error,
        socket,
        isReconnecting,
        attemptCount: isConnected ? 0 : attempt,
        state,
      });
    },
  };
  if (key) links.set(key, link);
  return link;
}

/** The options as the class has them. */
function settings<T>({ reconnect = {}, ...options }: All<T>): All<T> {
  const { enabled, maxAttempts, delay, ...more } = reconnect;
  return {
    close: { retry: () => true },
    ...options,
    ...more,
    minReconnectionDelay: delay ?? options.minReconnectionDelay,
    maxRetries: enabled ? (maxAttempts ?? options.maxRetries) : 0,
  };
}

/** The options as they are now, but their functions are the latest ones, whenever they are called. */
function latest<T extends object>(options: () => T): T {
  return Object.fromEntries(
    Object.entries(options()).map(([name, value]) => {
      const now = (): any => options()[name as keyof T];
      if (/^(heartbeat|resume|close)$/.test(name) && value) return [name, latest(now)];
      if (typeof value !== "function" || "~standard" in value) return [name, value];
      return [
        name,
        function (...args: unknown[]): unknown {
          return new.target ? new (now())(...args) : now()(...args);
        },
      ];
    }),
  ) as T;
}
