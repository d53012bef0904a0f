// The primitive for Solid: a connection as an object of getters, each a memo of its own. It opens when the component is
// mounted, closes with its owner, and does nothing in a server's rendering, where no effect runs.

import { createEffect, createMemo, createSignal, on, onCleanup, untrack } from "solid-js";
import { createStore, IDLE, keyOf, type MaybeUrl, type Snapshot, type Store, type StoreOptions } from "./store.js";

export type { MaybeUrl, ReconnectOptions, Snapshot, StoreOptions } from "./store.js";

/** Where to connect. A function is an accessor; what it returns may be a function that is called before each attempt. */
export type Url = Exclude<MaybeUrl, () => unknown> | (() => MaybeUrl);

/** The fields of the snapshot as getters, and what can be done. As with props, to destructure it is to lose track. */
export type SolidWebSocket<T = string> = Snapshot<T> & Pick<Store<T>, "sendMessage" | "disconnect" | "reconnect">;

/** A WebSocket that stays connected. Another URL, or other options, make another connection; callbacks may change at will. */
export function createWebSocket<T = string>(
  url: Url,
  options?: StoreOptions<T> | (() => StoreOptions<T> | undefined),
): SolidWebSocket<T> {
  const asked = (): [MaybeUrl, StoreOptions<T>] => [
    typeof url === "function" ? url() : url,
    (typeof options === "function" ? options() : options) ?? {},
  ];
  const key = createMemo(() => keyOf(...asked()));
  const store = createMemo(on(key, () => createStore(...asked())));
  const [snapshot, setSnapshot] = createSignal<Snapshot<T>>(IDLE);
  createEffect(() => untrack(store)._update(asked()[1]));
  // Of the store of the moment: one that was left may still have something to tell.
  const show = (): unknown => setSnapshot(untrack(store)._get);
  createEffect(
    on(store, ({ _subscribe }) => {
      onCleanup(_subscribe(show));
      show();
    }),
  );

  const view = {
    sendMessage: (message) => untrack(store).sendMessage(message),
    disconnect: () => untrack(store).disconnect(),
    reconnect: () => untrack(store).reconnect(),
  } as SolidWebSocket<T>;
  for (const name of Object.keys(IDLE) as (keyof Snapshot<T>)[]) {
    Object.defineProperty(view, name, { get: createMemo(() => snapshot()[name]), enumerable: true });
  }
  return view;
}
