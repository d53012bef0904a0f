// What carries a conversation, and what it tells: a protocol is a `Link`, a conversation is its `Listener`.

import type { Fate } from "everwire";
import type { Carrier, ConversationEvent, ConversationState, Delta, Item, Outgoing, Transient } from "./types.js";

/** What is known of a connection. */
export type Connection = Pick<
  ConversationState,
  "phase" | "isConnected" | "isReconnecting" | "attempt" | "error" | "lastClose"
>;

/** What a protocol does for a conversation. */
export interface Link {
  readonly _carrier: () => Carrier;
  /** The same object until something changes. */
  readonly _look: () => Connection;
  readonly _send: (message: Outgoing) => Fate;
  readonly _close: () => void;
  readonly _reconnect: () => void;
}

/** What a conversation hears of. */
export interface Listener {
  readonly _event: (event: ConversationEvent) => void;
  readonly _transient: (data: Transient) => void;
  readonly _delta: (data: Delta) => void;
  readonly _item: (type: "itemstarted" | "itemaborted", data: Item) => void;
  readonly _status: (status: unknown) => void;
  /** Something is wrong, says the server. */
  readonly _refused: (code: unknown, detail: unknown) => void;
  readonly _failed: (error: Error) => void;
  readonly _opened: () => void;
  readonly _closed: (close: Pick<CloseEvent, "code" | "reason" | "wasClean">) => void;
  /** So much of the history there is (null: nobody knows), and so much has come. */
  readonly _history: (expected: number | null, received: number) => void;
  readonly _loaded: () => void;
  /** What `_look` gives is another object. */
  readonly _moved: () => void;
}

/** A frame of JSON. */
export type Frame = Readonly<Record<string, unknown>>;
