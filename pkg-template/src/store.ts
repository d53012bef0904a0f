// A connection as a component sees it, the same for every framework: a snapshot that changes at most once a frame, in a flood
// ten times a second, and callbacks that may change at any time.
//
// A store is one user, and has a connection. With `share` the first one that connects has it for all stores of its key.

import { ReconnectingWebSocket } from "everwire";
import type { Fate, Message, Options, ProtocolsSource, QueryParams, QueryValue, State, UrlSource } from "everwire";

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
 * Everything that the class takes, and what components need. Other content makes another connection, so a literal may stand
 * in a render. Callbacks and `history` may change at any time. All other functions are those that the connection was made
 * with, and do not count as content: what they read should be where it can change, as in a ref.
 */
export interface StoreOptions<T = string> extends Omit<Options<T>, "queryParams"> {
  /** Merged into the URL; a parameter that it already has is replaced. A function is called before each attempt. */
  queryParams?: Readonly<Record<string, QueryValue>> | (() => QueryParams | Promise<QueryParams>) | undefined;
  /** Called when the connection is open. */
  onOpen?: ((event: Event) => void) | undefined;
  /** Called for each message, at once. */
  onMessage?: ((event: MessageEvent<T>) => void) | undefined;
  /** Called for a connection or attempt that failed, once, just before `onClose`; why is in `socket.state.error`. */
  onError?: ((event: CloseEvent) => void) | undefined;
  /** Called when a connection ended or an attempt failed; also when that is because the component is gone. */
  onClose?: ((event: CloseEvent) => void) | undefined;
  /** Whether and how a lost connection comes back. Any close code is worth a retry, unless `close` is given. */
  reconnect?: ReconnectOptions | undefined;
  /** Subprotocols to offer. */
  protocols?: ProtocolsSource | undefined;
  /** How many messages `messages` keeps: a whole number from 0, or `Infinity`. Default 1,000. */
  history?: { maxMessages?: number | undefined } | undefined;
  /** One connection and history for all who ask for the same URL with the same options, in the same order. Default false. */
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
  readonly socket: ReconnectingWebSocket<T> | null;
  /** Whether a retry is waited for or under way. */
  readonly isReconnecting: boolean;
  /** Retries since the connection was open. */
  readonly attemptCount: number;
  /** The state of the client; null where there is nowhere to connect to. */
  readonly state: State | null;
}

/** What is called for which event. */
const CALLBACKS = { open: "onOpen", message: "onMessage", close: "onClose", statechange: "" } as const;

/** One user of a connection. */
export interface Store<T = string> {
  /** Takes the latest callbacks; whatever `keyOf` sees has to be the same. */
  readonly _update: (options: StoreOptions<T>) => void;
  readonly _get: () => Snapshot<T>;
  /**
   * Connects, if nobody has; the connection is closed when the last one has gone and nobody has come in the same tick.
   *
   * @returns what ends it.
   * @throws as the class does.
   */
  readonly _subscribe: (listener: () => void) => () => void;
  /** Sends a message, or keeps it until there is a connection, and says which; where none is meant to be it is dropped. */
  readonly sendMessage: (message: Message) => Fate;
  /** Ends the connection, and all attempts, until `reconnect()`; that of all users, where it is shared. */
  readonly disconnect: () => void;
  /** Drops the current connection, if there is one, and attempts at once. */
  readonly reconnect: () => void;
}

/** Calls the callback of that name. */
type Call = (name: string, event: Event) => unknown;

/** A connection, and what came over it. */
interface Link {
  readonly _socket: ReconnectingWebSocket;
  readonly _look: (state?: State) => Snapshot<any>;
  /** Who is told of changes, until the function that it returns is called. */
  readonly _add: (given: () => void, call: Call, listener?: () => void) => () => void;
}

/** Those that are not over, by the keys of their stores: one that is not shared has a key like no other. */
const links = /* @__PURE__ */ new Map<unknown, Link>();

/** What there is where nothing is connected, nor will be. */
export const IDLE: Snapshot<any> = {
  isConnected: false,
  lastMessage: null,
  messages: [],
  error: null,
  socket: null,
  isReconnecting: false,
  attemptCount: 0,
  state: null,
};

/** What needs a new store when it changes: the URL and the options by content, without functions, `history` and `parse`. */
export function keyOf<T>(url: MaybeUrl, options: StoreOptions<T>): string {
  return JSON.stringify([url + "", { ...options, history: 0, parse: 0 }]);
}

/** It does nothing before somebody subscribes, or sends. */
export function createStore<T = string>(url: MaybeUrl, options: StoreOptions<T>): Store<T> {
  const key = options.share ? keyOf(url, options) : {};
  let used = false;
  const link = (): Link | undefined => links.get(key);
  // Each user on its own, so that what one of them throws keeps no other from hearing of it.
  const call: Call = (name, event, callback = (options as any)[name]) => callback && queueMicrotask(() => callback(event));

  const join = (): Link | undefined => {
    if (link() || !/\S/.test((url as string) || "")) return link();
    /** Who is told of changes, and with whose callbacks. */
    const users = new Map<(() => void) | undefined, Call>();
    let error: Error | null = null;
    let lastMessage: unknown = null;
    /** What came since somebody looked. */
    const fresh: unknown[] = [];
    let messages: unknown[] = [];
    let snapshot: Snapshot<any> | 0 | undefined;
    /** How many of them have not left. */
    let present = 0;
    let timer: ReturnType<typeof setTimeout> | false | undefined;

    const callAll: Call = (name, event) => {
      new Set(users.values()).forEach((call) => call(name, event));
    };
    const tell = (): void => {
      if (!timer) return;
      clearTimeout(timer);
      snapshot = 0;
      // More than 50 are a flood, which nobody can read frame by frame: what comes now waits.
      timer = 50 in fresh && setTimeout(tell, 100);
      // Who has left is told nothing any more.
      if (present) users.forEach((_, listener) => listener!());
    };
    const hear = (event: any): void => {
      const type: keyof typeof CALLBACKS = event.type;
      if (type === "message") {
        fresh.push((lastMessage = event.data));
      } else if (CALLBACKS[type]) {
        // One that is open has none.
        error = socket.state.error && new Error(`WebSocket closed with code ${event.code}: ${event.reason || "Connection closed unexpectedly"}`);
        // Not at the `error` event, which a close follows: one failure is told once.
        if (error) callAll("onError", event);
      }
      callAll(CALLBACKS[type], event);
      // No more than these wait: a hidden page may get no timer for a minute.
      if (1e4 in fresh) tell();
      if (!timer) {
        // The timer is for where no frame comes, as in a hidden page.
        globalThis.requestAnimationFrame?.(tell);
        timer = setTimeout(tell, 100);
      }
    };
    const leave = (listener?: () => void): void =>
      queueMicrotask(() => {
        // Who was among the last ones still hears of the close.
        if (present) users.delete(listener);
        else if (link() == made) {
          links.delete(key);
          socket.close();
        }
      });

    // The class ignores what it does not know.
    const socket = new ReconnectingWebSocket(url!, options.protocols, {
      minReconnectionDelay: options.reconnect?.delay,
      close: { retry: () => true },
      ...options,
      ...options.reconnect,
      maxRetries: !options.reconnect?.enabled ? 0 : (options.reconnect.maxAttempts ?? options.maxRetries),
    });
    for (const type in CALLBACKS) socket.addEventListener(type, hear);
    const made: Link = {
      _socket: socket,
      _look: (state = socket.state) => {
        if (snapshot) return snapshot;
        // What is shown stays as it is, so there is one copy a look.
        if (0 in fresh) messages = [...messages, ...fresh.splice(0)].slice(-(options.history?.maxMessages ?? 1000) || Infinity);
        return (snapshot = {
          isConnected: state.isConnected,
          lastMessage,
          messages,
          error,
          socket,
          isReconnecting: state.isReconnecting,
          attemptCount: state.isConnected ? 0 : state.attempt,
          state,
        });
      },
      // One listener that is given twice is two.
      _add: (given, call, listener = () => queueMicrotask(given)) => {
        users.set(listener, call);
        present++;
        return () => {
          present--;
          leave(listener);
        };
      },
    };
    links.set(key, made);
    // Who only sent may never come.
    leave();
    return made;
  };

  return {
    _update: (now) => void (options = now),
    _get: () => link()?._look() || IDLE,
    _subscribe: (listener) => {
      used = true;
      return join()?._add(listener, call) || (() => {});
    },
    // A child's effect may send before the effect of its parent subscribes.
    sendMessage: (message) => (used ? link() : join())?._socket.send(message) || "dropped",
    disconnect: () => link()?._socket.close(),
    reconnect: () => link()?._socket.reconnect(),
  };
}
