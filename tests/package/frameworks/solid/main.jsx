// What the tests drive, the same for every framework.

import { createRoot } from "solid-js";
import { createStore } from "solid-js/store";
import * as web from "solid-js/web";
import { createWebSocket } from "everwire/solid";
import { Feed } from "./Feed.jsx";

const start = (create) => (target, initial) => {
  const [props, set] = createStore({ url: initial.url });
  const unmount = create(() => <Feed url={props.url} options={initial.options} />, target);
  return { set, unmount };
};
export const mount = start(web.render);
export const hydrate = start(web.hydrate);

/** A connection outside of every component. */
export function outside(url, options) {
  return createRoot((end) => {
    const ws = createWebSocket(url, options);
    return { read: (name) => ws[name], end };
  });
}
