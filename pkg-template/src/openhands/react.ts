"use client";
// The hook for React; and what `everwire/openhands` has, so that a component needs one import.

import { useEffect, useMemo, useSyncExternalStore } from "react";
import type { Protocol } from "everwire/openhands";
import { createStore, IDLE, keyOf, type MaybeConversation, type Snapshot, type Store, type StoreOptions } from "./store.js";

export * from "everwire/openhands";
export type { ConversationCallbacks, MaybeConversation, Snapshot, StoreOptions } from "./store.js";

/** What there is to see, and what can be done; the functions are the same as long as the connection is. */
export type ConversationResult<P extends Protocol = "events"> = Snapshot<P> &
  Pick<Store<P>, "sendMessage" | "disconnect" | "reconnect">;

/**
 * A conversation with an agent, as long as the component is mounted. It connects after the first render that is committed;
 * another conversation, or other options, make another connection, while callbacks may change each time. It renders at most
 * once a frame; on a server it renders what there is before a connection.
 *
 * @example
 * const { events, isLoadingHistory, sendMessage } = useConversation(id, { conversationUrl, sessionApiKey });
 */
export function useConversation<P extends Protocol = "events">(
  conversation: MaybeConversation,
  options?: StoreOptions<P>,
): ConversationResult<P>;
/**
 * The same for components that want less: it renders only when what `select` returns is another value (`Object.is`).
 *
 * @example
 * const status = useConversation(id, options, ({ status }) => status);
 */
export function useConversation<P extends Protocol, S>(
  conversation: MaybeConversation,
  options: StoreOptions<P> | undefined,
  select: (all: ConversationResult<P>) => S,
): S;
export function useConversation<P extends Protocol>(
  conversation: MaybeConversation,
  options: StoreOptions<P> = {},
  select: (all: ConversationResult<P>) => unknown = (all) => all,
): unknown {
  const { _update, _subscribe, _get, ...actions } = useMemo(
    () => createStore(conversation, options),
    [keyOf(conversation, options)],
  );
  useEffect(() => _update(options));
  let from: unknown;
  let to: unknown;
  // React asks often: another snapshot is another selection, and only that.
  const pick = (snapshot: Snapshot<P>): unknown => {
    if (snapshot === from) return to;
    to = select({ ...snapshot, ...actions });
    from = snapshot;
    return to;
  };
  return useSyncExternalStore(_subscribe, () => pick(_get()), () => pick(IDLE));
}
