// What the tests drive, the same for every framework.

import { createApp, createSSRApp, effectScope, h, KeepAlive, nextTick, ref, shallowReactive, watchEffect } from "vue";
import { useWebSocket } from "everwire/vue";
import Feed from "./Feed.vue";

const start = (create) => (target, initial) => {
  const props = shallowReactive({ ...initial });
  const app = create({ render: () => h(Feed, props) });
  app.mount(target);
  return { set: (changes) => Object.assign(props, changes), unmount: () => app.unmount() };
};
export const mount = start(createApp);
export const hydrate = start(createSSRApp);

/** A connection outside of every component, and what an effect saw that reads one field of it. */
export function outside(url, options) {
  const scope = effectScope();
  const seen = [];
  const ws = scope.run(() => {
    const ws = useWebSocket(url, options);
    watchEffect(() => void seen.push(ws.isConnected.value));
    return ws;
  });
  return { ws, read: (name) => ws[name].value, seen, end: () => scope.stop() };
}

/** A component that is taken off the page but kept, and shown again. */
export function keepAlive(target, props) {
  const shown = ref(true);
  const app = createApp({ render: () => h(KeepAlive, () => (shown.value ? h(Feed, props) : null)) });
  app.mount(target);
  const show = (value) => ((shown.value = value), nextTick());
  return { show, unmount: () => app.unmount() };
}
