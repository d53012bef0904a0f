// The composable for Vue: a connection as refs. It opens once the component is mounted, so that what a server rendered is
// what the browser starts with, and closes with the scope it was made in: a component, or an `effectScope` anywhere.

import { computed, hasInjectionContext, shallowRef, toValue, watch, watchPostEffect } from "vue";
import type { ComputedRef, MaybeRefOrGetter, Ref } from "vue";
import { createStore, IDLE, keyOf, type MaybeUrl, type Snapshot, type Store, type StoreOptions } from "./store.js";

export type { MaybeUrl, ReconnectOptions, Snapshot, StoreOptions } from "./store.js";

/**
 * Where to connect. A function is a getter; what it returns, and what a ref holds, may be a function that is called before
 * each attempt.
 */
export type Url = Exclude<MaybeUrl, () => unknown> | Ref<MaybeUrl> | (() => MaybeUrl);

/** A ref for each field of the snapshot, and what can be done. */
export type UseWebSocketReturn<T = string> = {
  readonly [K in keyof Snapshot<T>]: ComputedRef<Snapshot<T>[K]>;
} & Pick<Store<T>, "sendMessage" | "disconnect" | "reconnect">;

/**
 * A WebSocket that stays connected. Another URL, or other options, make another connection; callbacks may change at will.
 * While `<KeepAlive>` keeps a component that is not shown, its connection is kept, too.
 */
export function useWebSocket<T = string>(
  url: Url,
  options?: MaybeRefOrGetter<StoreOptions<T> | undefined>,
): UseWebSocketReturn<T> {
  const asked = computed(() => {
    const [where, how] = [toValue(url) as MaybeUrl, toValue(options) ?? {}];
    return { where, how, key: keyOf(where, how) };
  });
  const store = shallowRef(createStore(asked.value.where, asked.value.how));
  const snapshot = shallowRef<Snapshot<T>>(IDLE);
  const show = (): void => void (snapshot.value = store.value._get());
  watch(asked, ({ where, how, key }, { key: before }) => {
    if (key === before) store.value._update(how);
    else store.value = createStore(where, how);
  });

  const isLive = shallowRef(false);
  watch([store, isLive] as const, ([{ _subscribe }, isLive], _, onCleanup) => {
    if (!isLive) return;
    const end = _subscribe(show);
    show();
    onCleanup(() => {
      end();
      // Who reads it while it ends still sees what there was.
      queueMicrotask(show);
    });
  });
  // Such an effect runs when a component is mounted, and in no server's rendering; the rest of an app there has no window.
  watchPostEffect(() => {
    isLive.value = typeof window !== "undefined" || !hasInjectionContext();
  });

  const fields = Object.keys(IDLE) as (keyof Snapshot<T>)[];
  return {
    ...Object.fromEntries(fields.map((name) => [name, computed(() => snapshot.value[name])])),
    sendMessage: (message) => store.value.sendMessage(message),
    disconnect: () => store.value.disconnect(),
    reconnect: () => store.value.reconnect(),
  } as UseWebSocketReturn<T>;
}
