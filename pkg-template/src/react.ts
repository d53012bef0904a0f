"use client";
// The hook for React.

import { useEffect, useMemo, useSyncExternalStore } from "react";
import { createStore, IDLE, keyOf, type MaybeUrl, type Snapshot, type Store, type StoreOptions } from "./store.js";

export type { MaybeUrl, ReconnectOptions, Snapshot, StoreOptions } from "./store.js";

/** What there is to see, and what can be done; the functions are the same as long as the connection is. */
export type WebSocketResult<T = string> = Snapshot<T> & Pick<Store<T>, "sendMessage" | "disconnect" | "reconnect">;

/**
 * A WebSocket that stays connected, as long as the component is mounted. It opens after the first render that is
 * committed; another URL, or other options, make another connection, while callbacks may change each time. It renders at
 * most once a frame, in a flood ten times a second; on a server it renders what there is before a connection.
 *
 * @example
 * const { isConnected, messages, sendMessage } = useWebSocket("wss://example.com/chat", { reconnect: { enabled: true } });
 */
export function useWebSocket<T = string>(url: MaybeUrl, options?: StoreOptions<T>): WebSocketResult<T>;
/**
 * The same for components that want less: it renders only when what `select` returns is another value (`Object.is`).
 *
 * @example
 * const count = useWebSocket(url, { share: true }, ({ messages }) => messages.length);
 */
export function useWebSocket<T, S>(
  url: MaybeUrl,
  options: StoreOptions<T> | undefined,
  select: (all: WebSocketResult<T>) => S,
): S;
export function useWebSocket<T>(
  url: MaybeUrl,
  options: StoreOptions<T> = {},
  select: (all: WebSocketResult<T>) => unknown = (all) => all,
): unknown {
  const { _update, _subscribe, _get, ...actions } = useMemo(() => createStore(url, options), [keyOf(url, options)]);
  useEffect(() => _update(options));
  let from: unknown;
  let to: unknown;
  // React asks often: another snapshot is another selection, and only that.
  const pick = (snapshot: Snapshot<T>): unknown => {
    if (snapshot === from) return to;
    to = select({ ...snapshot, ...actions });
    from = snapshot;
    return to;
  };
  return useSyncExternalStore(_subscribe, () => pick(_get()), () => pick(IDLE));
}
