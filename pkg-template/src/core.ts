// The Rust core in WebAssembly, made at first use: importing the package runs nothing and touches no global.
//
// It takes and gives numbers only; the lists here are those of `src/js`.

// One of `module/`: each entry of the package has its own.
import { instance } from "#module";

/** What `call` does; `a`, `b`, `c` and the text are what `src/js/client.rs` says. */
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
}

/** How many numbers belong to each. */
export const SIZES = [2, 1, 0, 1, 1, 2, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 9] as const;

interface Core {
  push(code: number): void;
  next(): number;
  create(seed: number): number;
  call(client: number, what: Call, now: number, a: number, b: number, c: number): number;
}

let core: Core | undefined;

let finalizer: FinalizationRegistry<number>;

export function load(): Core {
  return (core ??= instance().exports as unknown as Core);
}

/** A client of the core, which goes when its owner is garbage. */
export function create(owner: object, seed: number): number {
  const client = load().create(seed);
  // Made here, where nothing is in reach that it would keep alive.
  finalizer ??= new FinalizationRegistry((client) => load().call(client, Call.Free, 0, 0, 0, 0));
  finalizer.register(owner, client);
  return client;
}

/** The text of the call to come. */
export function say(text: string): void {
  for (const character of text) load().push(character.codePointAt(0)!);
}

/** The text that the last call gave. */
export function hear(): string {
  const bytes = [];
  for (let byte; (byte = load().next()) >= 0; ) bytes.push(byte);
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/** Numbers that the last call gave. */
export function read(count: number): number[] {
  const numbers: number[] = [];
  while (count--) numbers.push(load().next());
  return numbers;
}
