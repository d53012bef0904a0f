// What the cases share.

import { within } from "../behaviour/wait.mjs";

/** The next event of this name, with its arguments. */
export const next = (emitter, event) => within(event, new Promise((resolve) => emitter.once(event, (...args) => resolve(args))));

/** A test with a socket of its own, which is closed at its end; `run` may open more by `open`. */
export function withSocket(run, { server = "npm", ...options } = {}) {
  return async ({ everwire, urls, common }) => {
    const opened = [];
    const open = (more = {}, { at = "", server: other = server } = {}) => {
      const socket = everwire.io(urls[other] + at, { forceNew: true, reconnectionDelay: 10, reconnectionDelayMax: 50, ...common, ...options, ...more });
      opened.push(socket);
      return socket;
    };
    try {
      await run({ open, everwire, urls, common });
    } finally {
      for (const socket of opened) socket.disconnect();
    }
  };
}

let paths = 0;

/** A path of a scripted server that nobody else visits. */
export const script = (name) => ({ path: `/${name}/${Date.now()}-${paths++}` });
