// The type names of reconnecting-websocket 4.4 and partysocket 1.3, for code that is typed by them.

import type { EventMap, FailureEvent } from "./types.js";

/** A URL, or a function that is called before each attempt. `UrlSource` is what else there can be. */
export type UrlProvider = string | (() => string) | (() => Promise<string>);

/** Subprotocols, or a function that is called before each attempt. */
export type ProtocolsProvider =
  | null
  | string
  | string[]
  | (() => string | string[] | null)
  | (() => Promise<string | string[] | null>);

export type Event = globalThis.Event;
export type CloseEvent = globalThis.CloseEvent;
export type ErrorEvent = FailureEvent;

/** The events by their names. */
export type WebSocketEventMap = EventMap;

/** Listeners by the events' names. */
export type ListenersMap = {
  [K in "open" | "message" | "error" | "close"]: ((event: EventMap[K]) => void)[];
};
