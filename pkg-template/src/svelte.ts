// The connection for Svelte 5: an object whose getters are reactive wherever runes are. It opens with the component that
// makes it, or with the first effect that reads it, and closes when all of them are gone. On a server nothing opens.

import { onMount } from "svelte";
import { createSubscriber } from "svelte/reactivity";
import { toStore, type Readable } from "svelte/store";
import { createStore, IDLE, keyOf, type MaybeUrl, type Snapshot, type Store, type StoreOptions } from "./store.js";

export type { MaybeUrl, ReconnectOptions, Snapshot, StoreOptions } from "./store.js";

/** Where to connect. A function is a getter; what it returns may be a function that is called before each attempt. */
export type Url = Exclude<MaybeUrl, () => unknown> | (() => MaybeUrl);

/** The fields of the snapshot as getters, what can be done, and a store of the whole snapshot. */
export type SvelteWebSocket<T = string> = Snapshot<T> &
  Pick<Store<T>, "sendMessage" | "disconnect" | "reconnect"> &
  Readable<Snapshot<T>>;

/** A WebSocket that stays connected. Another URL, or other options, make another connection; callbacks may change at will. */
export function createWebSocket<T = string>(
  url: Url,
  options?: StoreOptions<T> | (() => StoreOptions<T> | undefined),
): SvelteWebSocket<T> {
  let key: string | undefined;
  let store: Store<T>;
  let track: (name?: keyof Snapshot<T>) => void;
  /** The store of the moment. Who asks in an effect is asked again when there is another one. */
  const current = (): Store<T> => {
    const where = typeof url === "function" ? url() : url;
    const how = (typeof options === "function" ? options() : options) ?? {};
    const now = keyOf(where, how);
    if (now === key) store._update(how);
    else track = tracker((store = createStore(where, how)));
    key = now;
    return store;
  };
  const read = <K extends keyof Snapshot<T>>(name?: K): Snapshot<T> => {
    const { _get } = current();
    track(name);
    return _get();
  };

  const view = {
    sendMessage: (message) => current().sendMessage(message),
    disconnect: () => current().disconnect(),
    reconnect: () => current().reconnect(),
    subscribe: (run, invalidate) => toStore(() => read()).subscribe(run, invalidate),
  } as SvelteWebSocket<T>;
  for (const name of FIELDS) Object.defineProperty(view, name, { get: () => read(name)[name], enumerable: true });
  try {
    // Also a component that only sends, or only has callbacks, has a connection.
    onMount(() => view.subscribe(() => {}));
  } catch {
    // Made outside of a component: it is for those who read it.
  }
  return view;
}

const FIELDS = Object.keys(IDLE) as (keyof Snapshot)[];

/** Makes the effect that it is called in run again when that field changes, or any; as long as there is one, it is connected. */
function tracker<T>({ _get, _subscribe }: Store<T>): (name?: keyof Snapshot<T>) => void {
  const trackers = new Map<unknown, () => void>();
  return (name) => {
    let track = trackers.get(name);
    if (!track) {
      const look = (): unknown => (name ? _get()[name] : _get());
      track = createSubscriber((update) => {
        const end = _subscribe(() => {
          if (seen !== (seen = look())) update();
        });
        let seen = look();
        return end;
      });
      trackers.set(name, track);
    }
    track();
  };
}
