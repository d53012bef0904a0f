// What the tests drive, the same for every framework.

import * as svelte from "svelte";
import { createWebSocket } from "everwire/svelte";
import Feed from "./Feed.svelte";

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

/** A connection outside of every component, as long as an effect reads it. */
export function outside(url, options) {
  const ws = createWebSocket(url, options);
  const end = $effect.root(() => {
    $effect(() => void ws.isConnected);
  });
  return { read: (name) => ws[name], end };
}
