/// <reference lib="esnext.disposable" preserve="true" />
// The W3C surface over the core: it holds listeners and passes things on. What happens is decided in `src/core`.

import { Call, Do, read, say, SNAPSHOT } from "./core.js";
import { Driver, Outcome, type Told } from "./driver.js";
import { asError, badOption, exception, show } from "./errors.js";
import { asMessage, copyOf, isFunction, sizeOf } from "./message.js";
import { configure, parse, TAKES, type Plan } from "./options.js";
import { CAUSES, closeError, newCounters, newState } from "./state.js";
import { iterate, readable, writable } from "./streams.js";
import type {
  Close,
  Counters,
  DeliverOptions,
  DeliveryError,
  DropEvent,
  EventMap,
  FailureEvent,
  Fate,
  Message,
  Options,
  ProtocolsSource,
  State,
  StateChangeEvent,
  Transition,
  UrlSource,
} from "./types.js";

// By the numbers that the core gives them.
const FATES: readonly Fate[] = ["sent", "queued", "dropped"];
const OUTCOMES: readonly (DeliveryError["outcome"] | "")[] = ["", "", "expired", "dropped", "closed", "refused"];
const REFUSED = 5;

const READY_STATES: Partial<Record<State["phase"], 0 | 1 | 2>> = { connecting: 0, open: 1, closing: 2 };

/** Where an engine has none of its own, the symbol by which compiled `using` looks for it. */
const dispose: typeof Symbol.dispose = Symbol.dispose ?? /* @__PURE__ */ Symbol.for("Symbol.dispose");

/** How many transitions are remembered. */
const HISTORY = 100;

type Handler<E> = ((this: ReconnectingWebSocket, event: E) => unknown) | null;
type Listener<E> = ((this: ReconnectingWebSocket, event: E) => unknown) | { handleEvent(event: E): unknown };

/** A WebSocket that stays connected: the whole W3C surface, and what reconnecting needs. */
export class ReconnectingWebSocket<T = any> extends EventTarget {
  /** @internal */
  private _driver: Driver;
  /** @internal */
  private _plan: Plan;
  /** @internal The `on…` handlers. */
  private _handlers: Record<string, unknown> = {};
  /** @internal The only listener for messages, where it is a plain function; false where it is not that simple. */
  private _only: ((event: MessageEvent) => unknown) | false | undefined;
  /** @internal What events of messages inherit from. */
  private _own: object | undefined;
  /** @internal */
  private _binaryType: BinaryType = "blob";
  /** @internal The last socket that was open: it still says what it was. */
  private _last: Pick<WebSocket, "url" | "protocol" | "extensions">;
  /** @internal */
  private _lastClose: State["lastClose"] = null;
  /** @internal What the attempt or connection of the moment reported before its close. */
  private _failure: Error | null | undefined;
  /** @internal */
  private _error: Error | null = null;
  /** @internal The numbers of the snapshot that `_state` was made of. */
  private _machine: string | undefined;
  /** @internal */
  private _state: State | null | undefined;
  /** @internal */
  private _transitions: Transition[] = [];
  /** @internal */
  private _readable: ReadableStream<T> | undefined;
  /** @internal */
  private _writable: WritableStream<Message> | undefined;

  /**
   * Connects at once, unless `startClosed`.
   *
   * @throws TypeError for a bad option, or where the runtime has no WebSocket and none is given.
   * @throws DOMException `SyntaxError` for a URL or subprotocols that no WebSocket takes.
   */
  constructor(url: UrlSource, protocols?: ProtocolsSource, options?: Options<T> | null) {
    super();
    const plan = (this._plan = parse(url, protocols, options ?? {}));
    const [first] = plan.url;
    this._last = { url: isFunction(first) ? "" : (first as string), protocol: "", extensions: "" };
    const driver = (this._driver = new Driver((event) => this._tell(event), plan, plan.seed ?? Math.random()));
    configure(driver, plan);
    const load = plan["resume.load"];
    if (load) driver._restore(driver._try(load));
    if (!plan.startClosed && !plan.signal?.aborted) {
      this._checkClass();
      driver._call(Call.Connect);
    }
  }

  override addEventListener<K extends keyof EventMap>(type: K, listener: Listener<EventMap<T>[K]> | null, options?: boolean | AddEventListenerOptions): void;
  override addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  override addEventListener(type: string, listener: any, options?: any): void {
    if (type === "message") this._only = !options && this._only === undefined && isFunction(listener) && listener;
    super.addEventListener(type, listener, options);
  }

  override removeEventListener<K extends keyof EventMap>(type: K, listener: Listener<EventMap<T>[K]> | null, options?: boolean | EventListenerOptions): void;
  override removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
  override removeEventListener(type: string, listener: any, options?: any): void {
    if (type === "message") this._only = options || this._only !== listener ? false : undefined;
    super.removeEventListener(type, listener, options);
  }

  static get CONNECTING(): 0 { return 0; }
  static get OPEN(): 1 { return 1; }
  static get CLOSING(): 2 { return 2; }
  static get CLOSED(): 3 { return 3; }
  get CONNECTING(): 0 { return 0; }
  get OPEN(): 1 { return 1; }
  get CLOSING(): 2 { return 2; }
  get CLOSED(): 3 { return 3; }

  /** That of the current connection or attempt; between two attempts there is none: `CLOSED`. */
  get readyState(): 0 | 1 | 2 | 3 {
    return READY_STATES[this.state.phase] ?? 3;
  }

  /** The URL of the current or last connection. */
  get url(): string {
    return (this._driver._socket ?? this._last).url;
  }

  /** The subprotocol that the server chose, `""` for none. */
  get protocol(): string {
    return (this._driver._socket ?? this._last).protocol;
  }

  /** The extensions that the server chose. */
  get extensions(): string {
    return (this._driver._socket ?? this._last).extensions;
  }

  /** Bytes that wait to be sent: in the queue, and in the socket. */
  get bufferedAmount(): number {
    return (this._driver._socket?.bufferedAmount || 0) + this.state.queued.bytes;
  }

  /** What binary messages come as, on this and every later connection: `"blob"` (the default) or `"arraybuffer"`. */
  get binaryType(): BinaryType {
    return this._binaryType;
  }
  set binaryType(type: BinaryType) {
    // As the standard has it, what is no binary type changes nothing.
    if (type !== "blob" && type !== "arraybuffer") return;
    this._binaryType = type;
    const socket = this._driver._socket;
    if (socket) socket.binaryType = type;
  }

  /** Retries since the last connection that stayed open for `minUptime`. */
  get retryCount(): number {
    return this.state.attempt;
  }

  /** Whether it stays connected: false before the first attempt, after `close()`, and when the retries are used up. */
  get shouldReconnect(): boolean {
    return !/^(clos|idle)/.test(this.state.phase);
  }

  /** A snapshot: the same object until something changes. */
  get state(): State {
    this._driver._ask(Call.Snapshot);
    return this._show(read(SNAPSHOT));
  }

  /** The last 100 transitions, the oldest first. */
  get transitions(): readonly Transition[] {
    return this._transitions.slice();
  }

  /** How often what has happened. */
  get counters(): Counters {
    this._driver._ask(Call.Counters);
    return newCounters(read(8));
  }

  /**
   * Sends a message, or keeps it until there is a connection, and says which.
   *
   * @throws DOMException `QuotaExceededError` where the queue is full and `queue.overflow` is `"reject"`.
   */
  send(message: Message): Fate {
    if (!arguments.length) throw new TypeError("everwire: send() takes a message");
    let data = asMessage(message);
    const driver = this._driver;
    let fate = driver._send(-1, { _data: data });
    if (fate < 0) {
      data = copyOf(data);
      fate = driver._send(sizeOf(data), { _data: data });
    }
    if (fate === 3) throw exception("QuotaExceededError", "the queue is full");
    return FATES[fate]!;
  }

  /**
   * Sends a message that carries an id, keeps it until the server has acknowledged that (see the option `ack`), and sends
   * it again after each loss until then: a server that ignores an id which it has seen gets it exactly once.
   *
   * @returns a promise that resolves when the server has acknowledged the message. It rejects with a `DeliveryError`.
   */
  async deliver(message: Message, options: DeliverOptions): Promise<void> {
    const { id, timeout = -1 } = Object(options) as DeliverOptions;
    if (!this._plan.ack) throw badOption("ack", "a function, for deliver()", undefined);
    if ((typeof id !== "string" && typeof id !== "number") || id === "") throw badOption("id", "a text or a number", id);
    if (timeout !== -1 && !(timeout >= 1 && timeout < 2 ** 31)) throw badOption("timeout", TAKES[1]!, timeout);
    return this._post(message, timeout, String(id));
  }

  /**
   * What comes in from now on, as a stream of `data`, always the same one: it ends when the client is closed for good, after
   * all that came; `state.error` says whether that was a failure. Cancelling it changes nothing for the connection.
   */
  get readable(): ReadableStream<T> {
    return this._readable || (this._readable = readable(this));
  }

  /**
   * What goes out, as a stream, always the same one: a chunk is done when a socket has it, so a slow or lost connection
   * slows the writer down. Closing or aborting it closes the client, and it fails when the client is closed for good, or
   * its queue does not keep a chunk.
   */
  get writable(): WritableStream<Message> {
    return this._writable || (this._writable = writable(this, (message) => this._post(message)));
  }

  /** The `data` of what comes in from now on; ends as `readable`. Leaving the loop leaves the connection open. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined> {
    return iterate(readable(this).getReader());
  }

  /** `using ws = …` closes it at the end of the block. */
  [dispose](): void {
    this.close();
  }

  /**
   * Ends the connection, and all attempts, until `reconnect()`. What is queued stays queued.
   *
   * @throws DOMException `InvalidAccessError` for a code that is neither 1000 nor from 3000 to 4999, `SyntaxError` for
   * a reason of more than 123 bytes.
   */
  close(code?: number, reason?: string): void {
    this._end(Call.Disconnect, code, reason);
  }

  /** Drops the current connection, if there is one, and attempts at once; retries count from 0. Throws as `close`. */
  reconnect(code?: number, reason?: string): void {
    this._checkClass();
    this._end(Call.Reconnect, code, reason);
  }

  get onopen(): Handler<Event> { return this._handler("open"); }
  set onopen(handler: Handler<Event>) { this._handle("open", handler); }
  get onmessage(): Handler<MessageEvent<T>> { return this._handler("message"); }
  set onmessage(handler: Handler<MessageEvent<T>>) { this._handle("message", handler); }
  get onerror(): Handler<FailureEvent> { return this._handler("error"); }
  set onerror(handler: Handler<FailureEvent>) { this._handle("error", handler); }
  get onclose(): Handler<CloseEvent> { return this._handler("close"); }
  set onclose(handler: Handler<CloseEvent>) { this._handle("close", handler); }
  get onstatechange(): Handler<StateChangeEvent> { return this._handler("statechange"); }
  set onstatechange(handler: Handler<StateChangeEvent>) { this._handle("statechange", handler); }
  get ondrop(): Handler<DropEvent> { return this._handler("drop"); }
  set ondrop(handler: Handler<DropEvent>) { this._handle("drop", handler); }

  /** @internal */
  private _handler<E>(type: string): Handler<E> {
    return (this._handlers[type] ?? null) as Handler<E>;
  }

  /** @internal */
  private _handle(type: string, handler: unknown): void {
    const handlers = this._handlers;
    if (!(type in handlers)) {
      this.addEventListener(type, (event) => (handlers[type] as ((event: Event) => unknown) | null)?.call(this, event));
    }
    handlers[type] = isFunction(handler) ? handler : null;
  }

  /** @internal Settles when a message that has an id is acknowledged, and one that has none is with a socket. */
  private _post(message: Message, timeout = -1, id = ""): Promise<void> {
    return new Promise((resolve, reject) => {
      const _settle = (outcome: number): void => {
        const name = OUTCOMES[outcome];
        if (name) reject(Object.assign(new Error("everwire: message " + name), { outcome: name }));
        else resolve();
      };
      const _data = copyOf(asMessage(message));
      say(id);
      const fate = this._driver._send(sizeOf(_data), { _data, _settle }, timeout);
      if (fate > 3) throw badOption("id", "one that no message waits for", id);
      if (fate > 1) _settle(REFUSED);
      else if (!fate && !id) resolve();
    });
  }

  /** @internal */
  private _checkClass(): void {
    if (!(this._plan.WebSocket ?? globalThis.WebSocket)) {
      throw badOption("WebSocket", "a class, as none is here", undefined);
    }
  }

  /** @internal */
  private _end(call: Call.Disconnect | Call.Reconnect, code: unknown, reason: unknown): void {
    const _code = code === undefined ? code : Math.round(Number(code));
    const _reason = reason === undefined ? "" : `${reason as string}`;
    if (_code !== undefined && _code !== 1000 && !(_code > 2999 && _code < 5000)) {
      throw exception("InvalidAccessError", `a close code is 1000 or from 3000 to 4999; got ${show(code)}`);
    }
    if (sizeOf(_reason) > 123) throw exception("SyntaxError", "a close reason has at most 123 bytes");
    this._driver._call(call, 0, 0, 0, { _code, _reason });
  }

  /** @internal The state that these numbers show. */
  private _show(machine: readonly number[]): State {
    const numbers = String(machine);
    if (numbers !== this._machine) this._state = null;
    this._machine = numbers;
    return this._state || (this._state = newState(machine, this._driver._lead(), this._error, this._lastClose));
  }

  /** @internal What the core tells. In one piece, for size. */
  private _tell([what, numbers, { _event, _data, _said = "" }]: Told): void {
    const [first = 0, second = 0] = numbers;
    const driver = this._driver;
    const plan = this._plan;
    // The most frequent one first.
    if (what === Do.TellMessage) {
      const from = _event as MessageEvent;
      const { data } = from;
      let value: unknown = data;
      try {
        if (plan.parse) value = plan.parse(data as Message);
      } catch (reason) {
        const error = asError(reason, "everwire: parse failed");
        return this._emit("parseerror", { error, message: error.message, data });
      }
      if (from instanceof MessageEvent && this._only && !plan.parse) {
        // The socket's own event, made to say that it came from here. Another one, which the engine hands to its listeners,
        // takes Chromium twice as long. What was parsed needs another one: in workerd no event's data can be replaced.
        this._own ||= { target: this, currentTarget: this, __proto__: MessageEvent.prototype };
        Object.setPrototypeOf(from, this._own);
        this._only(from);
      } else {
        this._emit("message", { origin: from.origin, data: value }, MessageEvent);
      }
    } else if (what === Do.TellOpen) {
      const socket = driver._socket;
      if (socket) {
        socket.binaryType = this._binaryType;
        this._last = socket;
      }
      this._failure = this._error = this._state = null;
      this._emit("open");
    } else if (what === Do.TellError) {
      // Never the event itself: its target's URL may hold a token.
      const reported = _event instanceof Error ? _event : (_event as { error?: unknown } | undefined)?.error;
      const error = reported instanceof Error ? reported : new Error("everwire: " + CAUSES[first]);
      this._failure = this._error = error;
      this._state = null;
      this._emit("error", { error, message: error.message });
    } else if (what === Do.TellClose) {
      const close: Close = { code: first, reason: _said, wasClean: !!(second & 1) };
      // Wanted, or as it should be, it is no error.
      this._error = second > 1 || first === 1000 ? null : (this._failure ?? closeError(first, _said));
      this._lastClose = Object.freeze(close);
      this._failure = this._state = null;
      this._emit("close", close, globalThis.CloseEvent);
    } else if (what === Do.TellState) {
      const state = this._show(numbers);
      const { phase, cause, attempt } = state;
      this._transitions.push({ at: driver._wall(), phase, cause, attempt });
      this._transitions.splice(0, this._transitions.length - HISTORY);
      this._emit("statechange", { state });
      // Last, as it may throw.
      if (plan.debug) (plan.debugLogger ?? console.log)(`everwire: ${phase}, because: ${cause}, attempt ${attempt}`);
    } else if (what === Do.Save) driver._store();
    else this._emit("drop", { data: _data, reason: second === Outcome.Expired ? "expired" : "drop-oldest" });
  }

  /** @internal */
  private _emit(type: string, detail: object = {}, Class?: typeof CloseEvent | typeof MessageEvent): void {
    this.dispatchEvent(Class ? new Class(type, detail) : Object.assign(new Event(type), detail));
  }
}
