// The W3C surface over the core: it holds listeners and passes things on. What happens is decided in `src/core`.

import type { Client } from "#glue";
import { encodeQuery, parseProtocols, parseUrl } from "./address.js";
import { newClient } from "./core.js";
import { badOption, exception, show } from "./errors.js";
import { asMessage, copyOf, sizeOf } from "./message.js";
import { resolve, type Sources } from "./resolve.js";
import { closeError, newState, type Machine } from "./state.js";
import { Call, newShell, Tell } from "./shell.js";
import type {
  EventMap,
  FailureEvent,
  Fate,
  Jitter,
  Message,
  Options,
  ProtocolsSource,
  State,
  StateChangeEvent,
  UrlSource,
} from "./types.js";

// By the numbers that the core gives them.
const FATES: readonly Fate[] = ["sent", "queued", "dropped"];
const JITTERS: readonly unknown[] = ["none", "equal", "full", "decorrelated"] satisfies readonly Jitter[];

type Handler<E> = ((this: ReconnectingWebSocket, event: E) => unknown) | null;
type Listener<K extends keyof EventMap> =
  | ((this: ReconnectingWebSocket, event: EventMap[K]) => unknown)
  | { handleEvent(event: EventMap[K]): unknown };

export interface ReconnectingWebSocket extends EventTarget {
  addEventListener<K extends keyof EventMap>(
    type: K,
    listener: Listener<K> | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof EventMap>(
    type: K,
    listener: Listener<K> | null,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** A WebSocket that stays connected: the whole W3C surface, and what reconnecting needs. */
export class ReconnectingWebSocket extends EventTarget {
  /** @internal */
  private _client: Client;
  /** @internal */
  private _sources: Sources;
  /** @internal */
  private _class: Options["WebSocket"];
  /** @internal The `on…` handlers. */
  private _handlers: Record<string, unknown>;
  /** @internal */
  private _binaryType: BinaryType;
  /** @internal The last socket that was open: it still says what it was. */
  private _last: Pick<WebSocket, "url" | "protocol" | "extensions">;
  /** @internal */
  private _lastClose: State["lastClose"];
  /** @internal What the attempt or connection of the moment reported before its close. */
  private _failure: Error | null;
  /** @internal */
  private _error: Error | null;
  /** @internal What the option that was refused last takes. */
  private _takes!: string;
  /** @internal The core's last snapshot. */
  private _machine!: Machine;
  /** @internal Made of it when somebody looks. */
  private _state: State | null;

  /**
   * Connects at once, unless `startClosed`.
   *
   * @throws TypeError for a bad option, or where the runtime has no WebSocket and none is given.
   * @throws DOMException `SyntaxError` for a URL or subprotocols that no WebSocket takes.
   */
  constructor(url: UrlSource, protocols?: ProtocolsSource, options?: Options | null) {
    super();
    options ??= {};
    if (typeof options !== "object") throw badOption("options", "an object", options);
    const { WebSocket, seed, queryParams, startClosed = false } = options;
    if (WebSocket !== undefined && typeof WebSocket !== "function") throw badOption("WebSocket", "a class", WebSocket);
    if (seed !== undefined && !Number.isFinite(seed)) throw badOption("seed", "a finite number", seed);
    if (typeof startClosed !== "boolean") throw badOption("startClosed", "true or false", startClosed);
    // What can be checked now is checked now.
    if (typeof url !== "function") url = parseUrl(url);
    if (typeof protocols !== "function") protocols = parseProtocols(protocols);
    // Read once: an iterator has no second time.
    const query = typeof queryParams === "function" ? queryParams : new URLSearchParams(encodeQuery(queryParams));

    this._class = WebSocket;
    this._handlers = {};
    this._binaryType = "blob";
    this._last = { url: typeof url === "string" ? url : "", protocol: "", extensions: "" };
    this._lastClose = this._failure = this._error = this._state = null;
    this._sources = [url, protocols, query];
    this._client = newClient(newShell(this), WebSocket, seed ?? Math.random());
    // Inherited ones count, as they do above.
    for (const name in options) {
      const value: unknown = options[name as keyof Options];
      if (value === undefined) continue;
      const number = name === "jitter" ? JITTERS.indexOf(value) : typeof value === "number" ? value : NaN;
      if (this._client.call(Call.Set, number, name)) throw badOption(name, this._takes, value);
    }
    if (!startClosed) {
      this._checkClass();
      this._client.call(Call.Connect, 0, "");
    }
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
    return this._client.call(Call.Refresh, 0, "") as 0 | 1 | 2 | 3;
  }

  /** The URL of the current or last connection. */
  get url(): string {
    return (this._client.socket() ?? this._last).url;
  }

  /** The subprotocol that the server chose, `""` for none. */
  get protocol(): string {
    return (this._client.socket() ?? this._last).protocol;
  }

  /** The extensions that the server chose. */
  get extensions(): string {
    return (this._client.socket() ?? this._last).extensions;
  }

  /** Bytes that wait to be sent: in the queue, and in the socket. */
  get bufferedAmount(): number {
    return (this._client.socket()?.bufferedAmount ?? 0) + this.state.queued.bytes;
  }

  /** What binary messages come as, on this and every later connection: `"blob"` (the default) or `"arraybuffer"`. */
  get binaryType(): BinaryType {
    return this._binaryType;
  }
  set binaryType(type: BinaryType) {
    // As the standard has it, what is no binary type changes nothing.
    if (type !== "blob" && type !== "arraybuffer") return;
    this._binaryType = type;
    const socket = this._client.socket();
    if (socket) socket.binaryType = type;
  }

  /** Retries since the last connection that stayed open for `minUptime`. */
  get retryCount(): number {
    return this.state.attempt;
  }

  /** Whether it stays connected: false after `close()`, or when the retries are used up. */
  get shouldReconnect(): boolean {
    return !/^clos/.test(this.state.phase);
  }

  /** A snapshot: the same object until something changes. */
  get state(): State {
    this._client.call(Call.Refresh, 0, "");
    return this._build();
  }

  /** Sends a message, or keeps it until there is a connection, and says which. */
  send(message: Message): Fate {
    if (!arguments.length) throw new TypeError("everwire: send() takes a message");
    let data = typeof message === "string" ? message : asMessage(message);
    let fate = this._client.call(Call.Send, -1, "", data);
    if (fate > 2) {
      data = copyOf(data);
      fate = this._client.call(Call.Send, sizeOf(data), "", data);
    }
    return FATES[fate]!;
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
  get onmessage(): Handler<MessageEvent> { return this._handler("message"); }
  set onmessage(handler: Handler<MessageEvent>) { this._handle("message", handler); }
  get onerror(): Handler<FailureEvent> { return this._handler("error"); }
  set onerror(handler: Handler<FailureEvent>) { this._handle("error", handler); }
  get onclose(): Handler<CloseEvent> { return this._handler("close"); }
  set onclose(handler: Handler<CloseEvent>) { this._handle("close", handler); }
  get onstatechange(): Handler<StateChangeEvent> { return this._handler("statechange"); }
  set onstatechange(handler: Handler<StateChangeEvent>) { this._handle("statechange", handler); }

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
    handlers[type] = typeof handler === "function" ? handler : null;
  }

  /** @internal */
  private _checkClass(): void {
    if (!(this._class ?? globalThis.WebSocket)) {
      throw badOption("WebSocket", "a class: this runtime has no WebSocket", undefined);
    }
  }

  /** @internal */
  private _end(call: Call.Disconnect | Call.Reconnect, code: unknown, reason: unknown): void {
    const wrong = this._client.call(
      call,
      code === undefined ? -1 : Math.max(0, Number(code)) || 0,
      reason === undefined ? "" : `${reason as string}`,
    );
    if (wrong === 1) {
      throw exception("InvalidAccessError", `a close code is 1000 or from 3000 to 4999; got ${show(code)}`);
    }
    if (wrong) throw exception("SyntaxError", "a close reason has at most 123 bytes");
  }

  /** @internal */
  private _build(): State {
    return (this._state ??= newState(this._machine, this._error, this._lastClose));
  }

  /** @internal */
  _snapshot(machine: Machine): void {
    this._machine = machine;
    this._state = null;
  }

  /** @internal What the core tells: see `Tell`. */
  _tell(what: Tell, number: number, text: string, value: unknown): void {
    switch (what) {
      case Tell.Resolve:
        return resolve(this._client, number, this._sources);
      case Tell.Defer:
        void Promise.resolve().then(() => this._client.call(Call.Deliver, 0, ""));
        return;
      case Tell.Refuse:
        this._takes = text;
        return;
      case Tell.Open:
        return this._opened();
      case Tell.Message:
        // An event is its own description: data, origin.
        this.dispatchEvent(new MessageEvent("message", value as MessageEventInit));
        return;
      case Tell.Error:
        return this._failed(text, value);
      case Tell.State:
        return this._emit("statechange", { state: this._build() });
      default:
        return this._closed({ code: number, reason: text, wasClean: what === Tell.CleanClose }, value === true);
    }
  }

  /** @internal */
  private _opened(): void {
    const socket = this._client.socket();
    if (socket) {
      socket.binaryType = this._binaryType;
      this._last = socket;
    }
    this._failure = this._error = this._state = null;
    this._emit("open");
  }

  /** @internal */
  private _failed(cause: string, detail: unknown): void {
    // Never the event itself: its target's URL may hold a token.
    const reported = detail instanceof Error ? detail : (detail as { error?: unknown } | undefined)?.error;
    const error = (this._failure = this._error = reported instanceof Error ? reported : new Error("everwire: " + cause));
    this._state = null;
    this._emit("error", { error, message: error.message });
  }

  /** @internal */
  private _closed(close: NonNullable<State["lastClose"]>, wanted: boolean): void {
    this._error = wanted || close.code === 1000 ? null : (this._failure ?? closeError(close.code, close.reason));
    this._lastClose = Object.freeze(close);
    this._failure = this._state = null;
    this._emit("close", close, globalThis.CloseEvent);
  }

  /** @internal */
  private _emit(type: string, detail: object = {}, Class?: typeof CloseEvent): void {
    this.dispatchEvent(Class ? new Class(type, detail) : Object.assign(new Event(type), detail));
  }
}
