// What the tests drive, the same for every framework.

import { createApp, createSSRApp, effectScope, h, KeepAlive, nextTick, ref, shallowReactive } from "vue";
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

/** A connection outside of every component. */
export function outside(url, options) {
  const scope = effectScope();
  const ws = scope.run(() => useWebSocket(url, options));
  return { read: (name) => ws[name].value, end: () => scope.stop() };
}

/** A component that is taken off the page but kept, and shown again. */
export function keepAlive(target, props) {
  const shown = ref(true);
  const app = createApp({ render: () => h(KeepAlive, () => (shown.value ? h(Feed, props) : null)) });
  app.mount(target);
  const show = (value) => ((shown.value = value), nextTick());
  return { show, unmount: () => app.unmount() };
}
