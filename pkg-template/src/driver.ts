// Runs the core on a real WebSocket: it has the socket, the timer, the page and the payloads, and does what the core
// says. What happens is decided in `src/core`.
//
// Rules that keep re-entrant code harmless: the core is asked, and answers, before anything is done; actions are carried
// out at once and in order; events are delivered from a queue, one at a time. A call by the user never calls the user
// back: its events follow in a microtask.

import { Call, call, create, Do, hear, next, read, say, SNAPSHOT } from "./core.js";
import { isLocal, retryAfter } from "./address.js";
import { asError } from "./errors.js";
import { isFunction } from "./message.js";
import { PageWatch } from "./page.js";
import type { Plan } from "./options.js";
import { resolve, type Resolved } from "./resolve.js";
import type { Close, Cursor, Message } from "./types.js";

/** What is at hand while the core decides: what the call or event is about. */
export interface AtHand {
  /** The message that is sent, and who waits for its acknowledgement. */
  readonly _data?: Message;
  readonly _settle?: (outcome: Outcome, answer: AtHand) => void;
  /** The event of a socket, or what was thrown. */
  readonly _event?: unknown;
  /** The reason that a server gave for its close. */
  readonly _said?: string;
  /** What an attempt needs. */
  readonly _resolved?: Resolved;
  /** Where a replay would go on after the message. */
  readonly _cursor?: Cursor;
  /** The close frame of a call. */
  readonly _code?: number | undefined;
  readonly _reason?: string;
}

/** What became of a message that was kept, by the core's numbers. */
export const enum Outcome {
  Sent,
  Acknowledged,
  Expired,
  Overflowed,
  Closed,
}

/** An event of the core: what it is, its numbers, and what it is about. */
export type Told = readonly [what: Do, numbers: readonly number[], hand: AtHand];

/** A socket that takes no more: the core's `NOT_WRITABLE`. */
const NOT_WRITABLE = Infinity;

/** The longest that engines can wait; a longer timer fires at once. */
const LONGEST = 2147483647;

/** The phases in which nothing goes on, and nobody listens to the page. */
const IDLE_OR_CLOSED = [0, 5];
const OPEN = 2;

/** What may find something for the core in a message. */
const MATCHERS = ["resume.cursor", "resume.key", "ack", "heartbeat.isReply"] as const;

const HANDLERS = ["onopen", "onmessage", "onerror", "onclose"] as const;

const nothing = (): void => {};

export class Driver {
  /** The WebSocket of the current connection or attempt. */
  _socket: WebSocket | undefined;
  _next: Cursor | null = null;
  _client: number;
  /** The first frames of a socket that is not open yet. */
  private _greetings: readonly Message[] | undefined;
  private _kept = new Map<number, AtHand>();
  protected _events: Told[] = [];
  private _delivering = false;
  /** The connection is open, and no message has anything in it for the core. */
  private _quick = false;
  /** How many messages were delivered that the core has not heard of yet. */
  private _unheard = 0;
  private _now = 0;
  private _deadline = -1;
  private _timer: unknown;
  /** How far the time of day is ahead of the clock, which sleeps with the machine. */
  readonly _lead = (): number => this._wall() - (this._plan.clock ?? performance).now();
  private _page: PageWatch;
  private _abort = (): void => void this._call(Call.Disconnect);

  constructor(
    private readonly _tell: (event: Told) => void,
    protected readonly _plan: Plan,
    seed: number,
  ) {
    this._client = create(this, seed);
    this._page = new PageWatch((signal) => this._happened(Call.Page, signal), this._lead);
  }

  /** The time of day. */
  _wall(): number {
    return (this._plan.clock ?? Date).now();
  }

  /** Asks the core something that is no input. */
  _ask(what: Call, a = 0, b = 0): number {
    this._hear();
    return call(this._client, what, 0, a, b);
  }

  /** Tells the core what it was not asked about. */
  private _hear(): void {
    if (this._unheard) call(this._client, Call.Delivered, this._now, this._unheard);
    this._unheard = 0;
  }

  /** A call by the user, who must not be called back before it returns: not even where a class answers at once. */
  _call(what: Call, a = 0, b = 0, c = 0, hand: AtHand = {}): number {
    const delivering = this._delivering;
    this._delivering = true;
    const fate = this._step(what, a, b, c, hand);
    this._delivering = delivering;
    if (!delivering && this._events.length) void Promise.resolve().then(() => this._deliver());
    return fate;
  }

  /** Sends a message of this size; -2 where it would have to be kept and the size is none. */
  _send(size: number, hand: AtHand, timeout = -1): number {
    return this._call(Call.Send, size, this._buffered(), timeout, hand);
  }

  /** The bytes that wait in the socket; a browser knows of a close before it says so. */
  _buffered(): number {
    const socket = this._socket;
    return socket && socket.readyState < 2 ? socket.bufferedAmount || 0 : NOT_WRITABLE;
  }

  /** Goes on where another page was. */
  _restore(text: unknown): void {
    try {
      (JSON.parse(text as string) as unknown[]).map((found, at) => {
        if (this._find(at ? Call.Key : Call.Cursor, found) && !at) this._next = found as Cursor;
        this._ask(Call.Restore);
      });
    } catch {
      // What cannot be read is as good as nothing.
    }
  }

  /** Reports an exception that is nobody's answer, as an uncaught one; Node has no `reportError`. */
  _report(error: unknown): void {
    if (typeof reportError === "function") reportError(error);
    else void Promise.reject(error);
  }

  /** Calls a function of the user's, which may throw. */
  _try<T>(call: () => T): T | undefined {
    try {
      return call();
    } catch (error) {
      this._report(error);
      return undefined;
    }
  }

  /** Something that happened by itself: its events may be delivered right away. */
  protected _happened(what: Call, a = 0, b = 0, c = 0, hand: AtHand = {}): void {
    this._step(what, a, b, c, hand);
    this._deliver();
  }

  /** What is only told; Socket.IO has more to do. */
  protected _other(event: Told): void {
    this._events.push(event);
  }

  private _deliver(): void {
    if (this._delivering) return;
    this._delivering = true;
    for (let event; (event = this._events.shift()); ) this._try(() => this._tell(event!));
    this._delivering = false;
  }

  /** The fate of a message, where one was sent; -2 where nothing was done. */
  protected _step(what: Call, a: number, b: number, c: number, hand: AtHand): number {
    this._hear();
    const deadline = call(this._client, what, this._clock(), a, b, c);
    if (deadline === -2) return deadline;
    const effects: Told[] = [];
    for (let effect: Do; (effect = next()) >= 0; ) effects.push([effect, effect === Do.TellState ? read(SNAPSHOT) : [next(), next()], hand]);
    this._arm(deadline);
    let fate = 0;
    let refused = false;
    for (const told of effects) {
      const [effect, numbers] = told;
      const [first = 0, second = 0] = numbers;
      switch (effect) {
        case Do.Resolve:
          this._resolve(first, second);
          break;
        case Do.Open:
          this._open(first, hand._resolved!);
          break;
        case Do.Greet:
          this._greetings?.forEach((frame) => this._write(frame));
          this._greetings = undefined;
          break;
        case Do.Keep:
          this._kept.set(first, hand);
          break;
        case Do.Write:
          refused = !this._write((this._kept.get(first) ?? hand)._data!, first);
          break;
        case Do.Forget: {
          const kept = this._kept.get(first)!;
          this._kept.delete(first);
          if (kept._settle) kept._settle(second, hand);
          else if (second > Outcome.Acknowledged) this._other([effect, numbers, kept]);
          break;
        }
        case Do.Probe:
          this._probe();
          break;
        case Do.Close:
          this._close(this._socket, hand);
          break;
        case Do.Abandon:
          this._close(this._release(), hand);
          break;
        case Do.Sent:
          // What the socket itself refused was not sent, whatever the core thought.
          fate = refused && !hand._settle ? 2 : first;
          break;
        case Do.Advance:
          this._next = hand._cursor!;
          break;
        case Do.TellState:
          this._quick = first === OPEN && !MATCHERS.some((name) => this._plan[name]);
          this._listen(!IDLE_OR_CLOSED.includes(first));
        // And it is told, as everything else.
        // falls through
        default:
          this._other(told);
      }
    }
    return fate;
  }

  /** To what lives longer than this, only while something goes on: else it would keep this alive. */
  private _listen(on: boolean): void {
    this._page._listen(on);
    this._plan.signal?.[on ? "addEventListener" : "removeEventListener"]("abort", this._abort);
  }

  /** Milliseconds that never go back. */
  private _clock(): number {
    return (this._now = Math.max(this._now, Math.floor((this._plan.clock ?? performance).now())));
  }

  /** The one timer, for the deadline that is the earliest now. */
  private _arm(deadline: number): void {
    if (deadline === this._deadline) return;
    const time = this._plan.clock ?? globalThis;
    time.clearTimeout(this._timer as number);
    this._deadline = deadline;
    if (deadline < 0) return;
    const fires = Math.min(deadline, this._clock() + LONGEST);
    this._timer = time.setTimeout(() => {
      this._deadline = -1;
      // Engines fire up to a millisecond early, and a test may fake the timers but not the clock.
      this._now = Math.max(this._clock(), fires);
      this._page._look();
      this._happened(Call.Tick, this._buffered());
    }, Math.max(0, fires - this._now));
  }

  private _resolve(id: number, endpoint: number): void {
    resolve(
      this._plan,
      endpoint,
      this._next,
      (resolved) => {
        this._call(Call.Resolved, id, +isLocal(resolved._url), 0, { _resolved: resolved });
      },
      (error) =>
        this._call(Call.ResolveFailed, id, 0, 0, { _event: asError(error, "everwire: url failed") }),
    );
  }

  private _open(id: number, { _url, _protocols, _greetings }: Resolved): void {
    let socket: WebSocket;
    try {
      // Looked up each time, so that a test may replace it.
      socket = new (this._plan.WebSocket ?? globalThis.WebSocket)(_url, _protocols) as WebSocket;
    } catch (error) {
      this._step(Call.OpenFailed, id, 0, 0, { _event: error });
      return;
    }
    if (!this._ask(Call.Awaits, id)) {
      // The class called back from its constructor, and nobody waits for this socket any more.
      this._close(socket, {});
      this._step(Call.Closed, id, 1006, 0, {});
      return;
    }
    this._socket = socket;
    this._greetings = _greetings;
    socket.onopen = () => {
      // An opening that is over already is none, and its close follows.
      if (this._buffered() < NOT_WRITABLE) this._happened(Call.Opened, id);
    };
    socket.onmessage = (event) => this._message(id, event);
    socket.onerror = (event) => this._happened(Call.Error, id, 0, 0, { _event: event });
    socket.onclose = ({ code, reason, wasClean }) => {
      if (this._socket === socket) this._release();
      // Some classes say less than the standard has.
      reason ||= "";
      const close = { code, reason, wasClean };
      const says = (judge: Plan["close.fatal"]): unknown => isFunction(judge) && this._try(() => (judge as (close: Close) => unknown)(close));
      const verdict = says(this._plan["close.retry"]) ? 4 : says(this._plan["close.fatal"]) ? 2 : 0;
      this._happened(Call.Closed, id, code, +wasClean + verdict + 8 * ((retryAfter(reason) ?? -1) + 1), { _said: reason });
    };
  }

  protected _message(id: number, event: MessageEvent): void {
    const plan = this._plan;
    // A flood does not cross into the core message by message: one with nothing in it for the core changes no more than
    // when the link was last heard of, which it need not know before it is asked something.
    if (this._quick) {
      this._clock();
      this._unheard++;
      this._other([Do.TellMessage, [], { _event: event }]);
      return this._deliver();
    }
    // All are asked before the core is told of any: they may call back.
    const [cursor, key, ack, reply] = MATCHERS.map((name) => plan[name] && this._try(() => plan[name]!(event.data)));
    this._find(Call.Cursor, cursor);
    this._find(Call.Key, key);
    this._find(Call.Acknowledges, ack);
    this._happened(Call.Message, id, reply ? 1 : 0, 0, { _event: event, _cursor: cursor as Cursor });
  }

  /** Tells the core what was found in the message to come, if it is text or a number, and says whether it is. */
  protected _find(what: Call, found: unknown): boolean {
    const is = typeof found === "string" || Number.isFinite(found);
    if (is) {
      say(String(found));
      this._ask(what, typeof found === "string" ? NaN : (found as number));
    }
    return is;
  }

  protected _write(message: Message, _number?: number): boolean {
    try {
      this._socket!.send(message as string);
      return true;
    } catch (error) {
      this._report(error);
      return false;
    }
  }

  private _probe(): void {
    const ping = this._plan["heartbeat.message"];
    const message = isFunction(ping) ? this._try(ping) : ping;
    if (message != null) this._write(message as Message);
  }

  private _close(socket: WebSocket | undefined, { _code, _reason }: AtHand): void {
    try {
      if (_code === undefined && !_reason) socket?.close();
      else socket?.close(_code ?? 1000, _reason);
    } catch {
      // Only a class that is none refuses what the core lets through.
    }
  }

  /** Detaches from the socket. */
  private _release(): WebSocket | undefined {
    const socket = this._socket;
    this._socket = this._greetings = undefined;
    // Not null: an `error` that nobody listens to ends the process where the class is an EventEmitter (Node's `ws`).
    for (const name of HANDLERS) if (socket) socket[name] = nothing;
    return socket;
  }

  /** Has the user store what `_restore` takes. */
  _store(): void {
    this._ask(Call.Keys);
    this._plan["resume.save"]!(JSON.stringify([this._next, ...hear().split("\0").slice(0, -1)]));
  }
}
