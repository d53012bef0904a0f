// A namespace, as socket.io-client's `Socket` shows it.

import { call, Call, Do } from "../core.js";
import { Outcome, type AtHand } from "../driver.js";
import { badOption } from "../errors.js";
import { isFunction, sizeOf } from "../message.js";
import { TAKES } from "../options.js";
import type { Message } from "../types.js";
import { RESERVED, type Outgoing } from "./driver.js";
import { Emitter } from "./emitter.js";
import type { Manager } from "./manager.js";
import { encode } from "./packet.js";
import type {
  Answer,
  Auth,
  BeforeAck,
  ConnectError,
  DefaultEventsMap,
  DisconnectReason,
  EventsMap,
  SocketEvents,
  SocketOptions,
} from "./types.js";

type Any = (...args: any[]) => void;

/** By the core's numbers of them. */
const REASONS: readonly DisconnectReason[] = [
  "io server disconnect",
  "io client disconnect",
  "ping timeout",
  "transport close",
  "parse error",
];

/** What the core says of a message that it does not keep. */
const DROPPED = 2;

export class Socket<
  Listen extends EventsMap = DefaultEventsMap,
  Emit extends EventsMap = Listen,
> extends Emitter<Listen & SocketEvents> {
  /** Whether it is joined. */
  connected = false;
  /** Whether the server took up the session that was lost: then it sends what was missed, and only that. */
  recovered = false;
  /** What the server calls it, while it is joined. */
  id: string | undefined;
  /** What it is joined with the next time. */
  auth: Auth | undefined;
  /** @internal The session to take up, and where. */
  _session: { pid?: string | undefined; offset?: string | undefined } = {};
  /** @internal Those of all that comes (0), and of all that goes (1). */
  private _any: [Any[], Any[]] = [[], []];
  /** @internal For the emission to come. */
  private _volatile = 0;
  /** @internal */
  private _timeout: number | undefined;

  /** @internal */
  constructor(
    /** Its connection. */
    readonly io: Manager,
    /** @internal */
    private readonly _index: number,
    /** Its name. */
    readonly nsp: string,
    /** @internal */
    private readonly _opts: SocketOptions,
  ) {
    super();
    this.auth = _opts.auth;
    checkTimeout("ackTimeout", _opts.ackTimeout);
  }

  get disconnected(): boolean {
    return !this.connected;
  }

  /** Whether it is joined, or will be as soon as there is a connection. */
  get active(): boolean {
    return !!this.io._driver._ask(Call.Wants, this._index);
  }

  /** Joins, and connects where that is needed. */
  connect(): this {
    if (!this.io.opts.signal?.aborted) this.io._driver._call(Call.Join, this._index);
    return this;
  }

  open(): this {
    return this.connect();
  }

  /** Leaves; without any namespace the connection ends. Nobody acknowledges any more what waits for that. */
  disconnect(): this {
    this.io._driver._call(Call.Leave, this._index);
    return this;
  }

  close(): this {
    return this.disconnect();
  }

  /** The next emission is dropped where it cannot be sent at once. */
  get volatile(): this {
    this._volatile = 2;
    return this;
  }

  /** The next emission is acknowledged within so many ms, or its callback gets an error. */
  timeout(ms: number): this {
    checkTimeout("timeout", ms);
    this._timeout = ms;
    return this;
  }

  /**
   * Emits an event, or keeps it until the namespace is joined. With a function as its last argument it is acknowledged: kept
   * until then, and sent again after each loss.
   *
   * @throws Error for the name of an event that is not the user's; TypeError where JSON has no form for an argument.
   */
  emit<Name extends keyof Emit & string>(event: Name, ...args: Parameters<Emit[Name]>): this {
    const rest: unknown[] = args.slice();
    const done = isFunction(rest[rest.length - 1]) ? (rest.pop() as Any) : undefined;
    const timeout = this._timeout ?? this._opts.ackTimeout;
    this._send([event, ...rest], timeout, done && ((error, answer) => {
      if (timeout !== undefined) done(error, ...answer);
      else if (!error) done(...answer);
    }));
    return this;
  }

  /** The same; resolves with what the server acknowledges it with, and rejects when that does not come. */
  emitWithAck<Name extends keyof Emit & string>(
    event: Name,
    ...args: BeforeAck<Parameters<Emit[Name]>>
  ): Promise<Answer<Parameters<Emit[Name]>>> {
    return new Promise((resolve, reject) => {
      this._send([event, ...(args as unknown[])], this._timeout ?? this._opts.ackTimeout, (error, answer) =>
        error ? reject(error) : resolve(answer[0] as Answer<Parameters<Emit[Name]>>),
      );
    });
  }

  /** Emits `message`. */
  send(...args: unknown[]): this {
    return this.emit("message", ...(args as Parameters<Emit["message"]>));
  }

  /** Does nothing: browsers decide what is compressed. */
  compress(_on: boolean): this {
    return this;
  }

  /** Calls the listener with the name and the arguments of each event that comes. */
  onAny(listener: Any): this { return this._add(0, "push", listener); }
  prependAny(listener: Any): this { return this._add(0, "unshift", listener); }
  offAny(listener?: Any): this { return this._remove(0, listener); }
  listenersAny(): Any[] { return this._any[0].slice(); }
  /** The same for each event that is emitted. */
  onAnyOutgoing(listener: Any): this { return this._add(1, "push", listener); }
  prependAnyOutgoing(listener: Any): this { return this._add(1, "unshift", listener); }
  offAnyOutgoing(listener?: Any): this { return this._remove(1, listener); }
  listenersAnyOutgoing(): Any[] { return this._any[1].slice(); }

  /** @internal */
  private _add(way: 0 | 1, how: "push" | "unshift", listener: Any): this {
    this._any[way][how](listener);
    return this;
  }

  /** @internal */
  private _remove(way: 0 | 1, listener?: Any): this {
    this._any[way] = this._any[way].filter((other) => listener && other !== listener);
    return this;
  }

  /** @internal */
  private _send(args: unknown[], timeout: number | undefined, settled?: (error: Error | null, answer: unknown[]) => void): void {
    const flags = this._volatile + +!!settled;
    this._volatile = 0;
    this._timeout = undefined;
    if (RESERVED.test(args[0] as string)) throw new Error(`everwire: "${args[0] as string}" is no event to emit`);
    const driver = this.io._driver;
    const body = encode(args);
    const data: Outgoing = { ...body, _namespace: this._index, _acknowledged: !!settled };
    const _settle = settled && ((outcome: number, { _data }: AtHand) => {
      const error = outcome === Outcome.Acknowledged ? null
        : new Error(outcome === Outcome.Expired ? "operation has timed out" : "socket has been disconnected");
      driver._later(Do.Forget, [], { _event: () => settled(error, (_data as unknown as unknown[]) ?? []) });
    });
    call(driver._client, Call.Address, 0, this._index, flags, timeout ?? -1);
    const size = body._attachments.reduce((sum, attachment) => sum + sizeOf(attachment), body._json.length);
    const fate = driver._call(Call.Emit, size, driver._buffered(), 0, { _data: data as unknown as Message, ...(_settle && { _settle }) });
    for (const listener of this.listenersAnyOutgoing()) driver._try(() => listener(...args));
    if (fate === DROPPED) {
      if (settled) void Promise.resolve().then(() => settled(new Error("not sent"), []));
      else if (!flags) this.io._fire("drop", { nsp: this.nsp, args });
    }
  }

  /** @internal */
  _fire(event: string, args: unknown[]): void {
    for (const listener of this.listeners(event)) this.io._driver._try(() => (listener as Any).apply(this, args));
  }

  /** @internal What the core tells. */
  _tell(what: Do, number: number, { _data }: AtHand): void {
    if (what === Do.TellEvent) {
      const [event, ...args] = _data as unknown as [string, ...unknown[]];
      const last = args[args.length - 1];
      if (number) args.push(this.io._driver._acknowledgement(this._index, number - 1));
      // Where the server keeps sessions, an event that it does not want acknowledged ends with its place among all.
      else if (this._session.pid && typeof last === "string") this._session.offset = last;
      for (const listener of this.listenersAny()) this.io._driver._try(() => listener(event, ...args));
      this._fire(event, args);
    } else if (what === Do.TellJoined) {
      const { sid, pid } = Object(_data) as { sid?: string; pid?: string };
      this.recovered = !!pid && pid === this._session.pid;
      if (!this.recovered) this._session = { pid };
      this.id = sid;
      this.connected = true;
      this._fire("connect", []);
    } else if (what === Do.TellRefused) {
      const { message = _data, data } = Object(_data) as ConnectError;
      this._fire("connect_error", [Object.assign(new Error(String(message)), { data })]);
    } else {
      this.connected = false;
      this.id = undefined;
      this._fire("disconnect", [REASONS[number]]);
    }
  }
}

function checkTimeout(name: string, ms: unknown): void {
  if (ms !== undefined && !(typeof ms === "number" && ms >= 1 && ms < 2 ** 31)) throw badOption(name, TAKES[1]!, ms);
}
