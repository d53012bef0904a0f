// What the tests drive, the same for every framework.

import * as svelte from "svelte";
import { createWebSocket } from "everwire/svelte";
import Feed from "./Feed.svelte";
import Silent from "./Silent.svelte";

const start = (create) => (target, initial) => {
  let props = $state.raw(initial);
  const component = create(Feed, {
    target,
    props: {
      get url() {
        return props.url;
      },
      get options() {
        return props.options;
      },
    },
  });
  return {
    set: (changes) => void (props = { ...props, ...changes }),
    unmount: () => svelte.unmount(component),
  };
};
export const mount = start(svelte.mount);
export const hydrate = start(svelte.hydrate);

/** A connection outside of every component, and what an effect saw that reads one field of it. */
export function outside(url, options) {
  const ws = createWebSocket(url, options);
  const seen = [];
  const end = $effect.root(() => {
    $effect(() => void seen.push(ws.isConnected));
  });
  return { ws, read: (name) => ws[name], seen, end };
}

/** What many may read: it is open as long as somebody does. */
export function shared(url, options) {
  const ws = createWebSocket(() => url, options);
  const read = () =>
    $effect.root(() => {
      const many = $derived(ws.messages.length);
      $effect(() => void many);
    });
  return { ws, read };
}

/** A component that reads nothing. */
export const silent = (target, props) => {
  const component = svelte.mount(Silent, { target, props });
  return { unmount: () => svelte.unmount(component) };
};
