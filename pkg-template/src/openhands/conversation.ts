/// <reference lib="esnext.disposable" preserve="true" />
// A conversation as its user sees it, the same for every protocol.

import type { Fate } from "everwire";
import { iterate } from "../streams.js";
import { eventsDialect } from "./events.js";
import { legacyLink } from "./legacy.js";
import type { Connection, Link, Listener } from "./link.js";
import { parse, type Plan } from "./options.js";
import { plainLink } from "./plain.js";
import { sessionDialect } from "./session.js";
import type {
  AgentEvent,
  Carrier,
  ConversationEvent,
  ConversationEventMap,
  ConversationOptions,
  ConversationSource,
  ConversationState,
  EventOf,
  Outgoing,
  Protocol,
} from "./types.js";

/** Where an engine has none of its own, the symbol by which compiled `using` looks for it. */
const dispose: typeof Symbol.dispose = Symbol.dispose ?? /* @__PURE__ */ Symbol.for("Symbol.dispose");

type Heard<E, K extends keyof ConversationEventMap<E>> =
  | ((this: Conversation, event: ConversationEventMap<E>[K]) => unknown)
  | { handleEvent(event: ConversationEventMap<E>[K]): unknown };

export interface Conversation<E extends ConversationEvent = AgentEvent> extends EventTarget {
  addEventListener<K extends keyof ConversationEventMap<E>>(
    type: K,
    listener: Heard<E, K> | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof ConversationEventMap<E>>(
    type: K,
    listener: Heard<E, K> | null,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** A conversation with an agent, over a connection that comes back and goes on where it was. */
export class Conversation<E extends ConversationEvent = AgentEvent> extends EventTarget {
  readonly id: string;
  readonly protocol: Protocol;
  /** @internal */
  private _link: Link;
  /** @internal What the snapshot was made of. */
  private _connection: Connection | undefined;
  /** @internal */
  private _snapshot: ConversationState | undefined;
  /** @internal */
  private _loading: boolean;
  /** @internal */
  private _progress: ConversationState["history"] = Object.freeze({ expected: null, received: 0 });
  /** @internal */
  private _status: string | null = null;

  /** @internal */
  constructor(plan: Plan) {
    super();
    this.id = plan.id;
    this.protocol = plan.protocol;
    this._loading = plan.after !== null;
    const listener = this._listener();
    this._link =
      plan.protocol === "socket.io"
        ? legacyLink(plan, listener)
        : plainLink(plan, listener, (plan.protocol === "events" ? eventsDialect : sessionDialect)(plan, listener));
  }

  /** What carries it, for what is not here: a `ReconnectingWebSocket`, or a Socket.IO socket once that has been loaded. */
  get socket(): Carrier {
    return this._link._carrier();
  }

  /** A snapshot: the same object until something changes. */
  get state(): ConversationState {
    const now = this._link._look();
    if (!this._snapshot || now !== this._connection) {
      const { phase, isConnected, isReconnecting, attempt, error, lastClose } = (this._connection = now);
      this._snapshot = Object.freeze({
        ...{ phase, isConnected, isReconnecting, attempt, error, lastClose },
        isLoadingHistory: this._loading,
        history: this._progress,
        status: this._status,
      });
    }
    return this._snapshot;
  }

  /**
   * Sends what the user says, or keeps it until there is a connection, and says which. The agent server starts to run with
   * it; an object is sent as it is.
   */
  send(message: Outgoing): Fate {
    return this._link._send(message);
  }

  /** Ends the connection, and all attempts, until `reconnect()`. */
  close(): void {
    this._link._close();
  }

  /** Drops the connection, if there is one, and attempts at once. */
  reconnect(): void {
    this._link._reconnect();
  }

  /** The events from now on; ends when the connection is closed for good. Leaving the loop leaves the connection open. */
  [Symbol.asyncIterator](): AsyncIterableIterator<E, undefined> {
    const stop = new AbortController();
    const stream = new ReadableStream<E>({
      start: (controller) => {
        this.addEventListener("event", ({ data }) => controller.enqueue(data), stop);
        const look = (): void => {
          if (this.state.phase !== "closed") return;
          stop.abort();
          controller.close();
        };
        this.addEventListener("statechange", look, stop);
        look();
      },
      cancel: () => stop.abort(),
    });
    return iterate(stream.getReader());
  }

  /** `using conversation = …` closes it at the end of the block. */
  [dispose](): void {
    this.close();
  }

  /** @internal */
  private _emit(type: keyof ConversationEventMap<E>, detail: object = {}, Class?: typeof CloseEvent): void {
    this.dispatchEvent(Class ? new Class(type, detail) : Object.assign(new Event(type), detail));
  }

  /** @internal */
  private _listener(): Listener {
    const changed = (): void => {
      this._snapshot = undefined;
      this._emit("statechange", { state: this.state });
    };
    const failed = (error: Error): void => this._emit("error", { error, message: error.message });
    return {
      _event: (data) => this._emit("event", { data }),
      _transient: (data) => this._emit("transient", { data }),
      _delta: (data) => this._emit("delta", { data }),
      _item: (type, data) => this._emit(type, { data }),
      _status: (data) => {
        if (typeof data !== "string" || data === this._status) return;
        this._status = data;
        this._emit("status", { data });
        changed();
      },
      _refused: (code, detail) => {
        const said = { code: String(code), detail: String(detail) };
        failed(Object.assign(new Error(`everwire: the server says ${said.code}: ${said.detail}`), said));
      },
      _failed: failed,
      _opened: () => this._emit("open"),
      _closed: ({ code, reason, wasClean }) => this._emit("close", { code, reason, wasClean }, globalThis.CloseEvent),
      _history: (expected, received) => {
        if (!this._loading) return;
        const known = expected !== this._progress.expected;
        this._progress = Object.freeze({ expected, received });
        this._snapshot = undefined;
        if (known) changed();
      },
      _loaded: () => {
        if (!this._loading) return;
        this._loading = false;
        this._emit("historyloaded");
        changed();
      },
      _moved: changed,
    };
  }
}

/**
 * Connects to a conversation, receives each of its events once, whatever happens to the connection, and sends what the user
 * says.
 *
 * @throws TypeError for an option that cannot be; it names the option, and shows no key.
 * @example
 * const conversation = connectConversation(id, { conversationUrl, sessionApiKey });
 * conversation.addEventListener("event", ({ data }) => console.log(data.kind));
 */
export function connectConversation<P extends Protocol = "events">(
  conversation: ConversationSource,
  options?: ConversationOptions<P>,
): Conversation<EventOf<P>> {
  return new Conversation<EventOf<P>>(parse(conversation, options));
}
