// The Rust core in WebAssembly, made at first use: importing the package runs nothing and touches no global.
//
// It takes and gives numbers only; the lists here are those of `src/js`.

// One of `module/`: each entry of the package has its own.
import { instance } from "#module";
import { utf8 } from "./message.js";

/** What `call` does; `a`, `b`, `c` and the text are what `src/js/module.rs` says. */
export const enum Call {
  Connect,
  Reconnect,
  Disconnect,
  Send,
  Resolved,
  ResolveFailed,
  OpenFailed,
  Opened,
  Message,
  Error,
  Closed,
  Page,
  Tick,
  Set,
  Key,
  Acknowledges,
  Cursor,
  Restore,
  Snapshot,
  Counters,
  Keys,
  Awaits,
  Free,
  Push,
  Next,
  Create,
  Namespace,
  Join,
  Leave,
  Wants,
  Address,
  Emit,
  Text,
  Binary,
  Greeted,
  Parsed,
  Broken,
  Encode,
  Delivered,
}

/** What the core wants done. */
export const enum Do {
  Resolve,
  Open,
  Greet,
  Keep,
  Write,
  Forget,
  Probe,
  Close,
  Abandon,
  Sent,
  Advance,
  Save,
  TellOpen,
  TellMessage,
  TellError,
  TellClose,
  TellState,
  // Socket.IO's, from here on.
  Greeting,
  Pong,
  Connect,
  Disconnect,
  Hold,
  Attach,
  Parse,
  TellJoined,
  TellRefused,
  TellLeft,
  TellEvent,
}

/** How many numbers a snapshot has, and with it `TellState`; to everything else that the core wants belong two. */
export const SNAPSHOT = 9;

type Core = (client: number, what: Call, now: number, a: number, b: number, c: number) => number;

let core: Core | undefined;

let finalizer: FinalizationRegistry<number>;

export function call(client: number, what: Call, now = 0, a = 0, b = 0, c = 0): number {
  return (core ??= instance().exports.call as Core)(client, what, now, a, b, c);
}

/** A client of the core, which goes when its owner is garbage. */
export function create(owner: object, seed: number): number {
  const client = call(0, Call.Create, 0, seed);
  // Made here, where nothing is in reach that it would keep alive.
  finalizer ??= new FinalizationRegistry((client) => call(client, Call.Free));
  finalizer.register(owner, client);
  return client;
}

/** The text of the call to come. */
export function say(text: string): void {
  // An encoder costs more than the core, and what is said is ASCII nearly always.
  const bytes = /[^\0-\x7f]/.test(text) && utf8(text);
  for (let at = 0; at < (bytes || text).length; at++) call(0, Call.Push, 0, bytes ? bytes[at]! : text.charCodeAt(at));
}

/** The next number that the last call gave; -1 after the last one. */
export function next(): number {
  return call(0, Call.Next);
}

/** The text that the last call gave. */
export function hear(): string {
  const bytes = [];
  for (let byte; (byte = next()) >= 0; ) bytes.push(byte);
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/** Numbers that the last call gave. */
export function read(count: number): number[] {
  const numbers: number[] = [];
  while (count--) numbers.push(next());
  return numbers;
}
