// What the tests drive, the same for every framework.

import { createEffect, createRoot, createSignal } from "solid-js";
import * as web from "solid-js/web";
import { createWebSocket } from "everwire/solid";
import { Feed } from "./Feed.jsx";

const start = (create) => (target, initial) => {
  const [props, setProps] = createSignal(initial);
  const unmount = create(() => <Feed url={props().url} options={props().options} />, target);
  return { set: (changes) => setProps((props) => ({ ...props, ...changes })), unmount };
};
export const mount = start(web.render);
export const hydrate = start(web.hydrate);

/** A connection outside of every component, and what an effect saw that reads one field of it. */
export function outside(url, options) {
  return createRoot((end) => {
    const ws = createWebSocket(url, options);
    const seen = [];
    createEffect(() => void seen.push(ws.isConnected));
    return { ws, read: (name) => ws[name], seen, end };
  });
}
