// A connection, and the namespaces on it. What happens is decided in `src/socketio`.

import { Call, Do, say } from "../core.js";
import type { Told } from "../driver.js";
import { asError, badOption } from "../errors.js";
import { isFunction } from "../message.js";
import { SocketIoDriver } from "./driver.js";
import { Emitter } from "./emitter.js";
import { configure, plan } from "./options.js";
import { Socket } from "./socket.js";
import type { DefaultEventsMap, EventsMap, ManagerEvents, ManagerOptions, SocketOptions } from "./types.js";

/** The core's numbers for what is looked at here. */
const CONNECTING = 1;
const CLOSED = 5;
const TIMED_OUT = 7;

export class Manager extends Emitter<ManagerEvents> {
  /** @internal */
  _driver: SocketIoDriver;
  /** What it was made with; `query` may be changed, and counts from the next attempt on. */
  readonly opts: ManagerOptions;
  /** @internal By the core's numbers. */
  private _sockets: Socket[] = [];
  /** @internal */
  private _attempt = 0;
  /** @internal Why the attempt or connection of the moment fails. */
  private _failure: Error | undefined;

  /**
   * Connects when its first namespace does.
   *
   * @throws TypeError for a bad option; DOMException `SyntaxError` for a URL that no WebSocket takes.
   */
  constructor(uri: string | URL, opts: ManagerOptions = {}) {
    super();
    this.opts = opts;
    const made = plan(String(uri), opts);
    const driver = (this._driver = new SocketIoDriver((event) => this._tell(event), made, opts.seed ?? Math.random()));
    configure(driver, opts);
    driver._authenticate = (namespace, done, failed) => {
      const socket = this._sockets[namespace]!;
      const { auth } = socket;
      const join = (auth: unknown): void => done({ ...socket._session, ...(auth as object) });
      if (!isFunction(auth)) return join(auth);
      const ask = (done: (auth: object) => void, failed: (error: unknown) => void): void => {
        // It calls back, or gives it later.
        const given = auth(done) as Promise<object> | undefined;
        given?.then?.(done, failed);
      };
      void Promise.resolve().then(() => new Promise(ask)).then(join).catch(failed);
    };
  }

  /** The namespace of this name, always the same one. */
  socket<Listen extends EventsMap = DefaultEventsMap, Emit extends EventsMap = Listen>(
    nsp = "/",
    opts: SocketOptions = {},
  ): Socket<Listen, Emit> {
    if (!/^\/[^,]*$/.test(nsp)) throw badOption("nsp", "a name that begins with / and has no comma", nsp);
    say(nsp);
    const index = this._driver._ask(Call.Namespace);
    const socket = (this._sockets[index] ??= new Socket(this, index, nsp, opts) as unknown as Socket);
    if (this.opts.autoConnect !== false) socket.connect();
    return socket as unknown as Socket<Listen, Emit>;
  }

  /** Drops the connection, if there is one, and attempts at once. */
  reconnect(): void {
    if (this._sockets.some((socket) => socket.active)) this._driver._call(Call.Reconnect);
  }

  /** @internal */
  _fire<Name extends keyof ManagerEvents>(event: Name, ...args: Parameters<ManagerEvents[Name]>): void {
    for (const listener of this.listeners(event)) this._driver._try(() => (listener as (...args: unknown[]) => void)(...args));
  }

  /** @internal What the core tells. */
  private _tell([what, [first = 0, second = 0, third = 0], hand]: Told): void {
    if (what > Do.TellState) this._sockets[first]!._tell(what, second, hand);
    else if (what === Do.TellOpen) {
      this._failure = undefined;
      this._fire("open");
      if (this._attempt) this._fire("reconnect", this._attempt);
    } else if (what === Do.TellError) {
      const event = hand._event;
      // Never the event itself: its target's URL may hold a token.
      const error = event instanceof Error ? event : (event as { error?: unknown } | undefined)?.error;
      this._failure = asError(error, first === TIMED_OUT ? "timeout" : "websocket error");
      this._fire("error", this._failure);
    } else if (what === Do.TellClose) {
      if (second < 2) {
        const error = this._failure ?? asError(hand._event, "websocket error");
        if (this._attempt) this._fire("reconnect_error", error);
        for (const socket of this._sockets) if (socket.active && !socket.connected) socket._fire("connect_error", [error]);
      }
      this._fire("close");
    } else if (what === Do.TellState) {
      this._attempt = third;
      if (first === CONNECTING && third) this._fire("reconnect_attempt", third);
      if (first === CLOSED && this._sockets.some((socket) => socket.active)) this._fire("reconnect_failed");
    } else if (what === Do.Forget) (hand._event as () => void)();
  }
}
