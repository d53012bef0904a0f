// What the tests of the hook share: components that show what a hook gives, and the server that counts.

import { Component, createElement as h, StrictMode, useLayoutEffect } from "react";
import { createRoot } from "react-dom/client";
import { useWebSocket } from "everwire/react";
import { until } from "../behaviour/wait.mjs";

export { h, until };

/** The test server, which lives in the process that drives this page. */
export const server = new Proxy({}, { get: (_, command) => (...args) => globalThis.onServer(command, ...args) });

let names = 0;

/** A path of the server that nobody else uses, as `{name, url}`. */
export function place() {
  const name = `place-${++names}-${Math.random().toString(36).slice(2)}`;
  return { name, url: `${globalThis.base}/${name}` };
}

/** What a probe saw: `now`, how often it rendered, and what its callbacks were told. */
export function newLog() {
  const log = { renders: 0, now: null, told: [] };
  log.callbacks = Object.fromEntries(
    ["onOpen", "onMessage", "onError", "onClose"].map((name) => [
      name,
      ({ type, data, code }) => log.told.push([name, data ?? code ?? type].join(" ")),
    ]),
  );
  return log;
}

/** A component that has the hook and notes what it gives. */
export function Probe({ log, url, options, select, children = null }) {
  const now = useWebSocket(url, options, select);
  log.renders += 1;
  useLayoutEffect(() => {
    log.now = now;
  });
  return typeof children === "function" ? children(now) : children;
}

/** Renders; `strict` in StrictMode. */
export function mount(element, { strict = false } = {}) {
  const container = document.createElement("div");
  document.body.append(container);
  const uncaught = [];
  const root = createRoot(container, { onUncaughtError: (error) => uncaught.push(error) });
  const wrap = (element) => (strict ? h(StrictMode, null, element) : element);
  root.render(wrap(element));
  return {
    container,
    uncaught,
    render: (element) => root.render(wrap(element)),
    unmount: () => {
      root.unmount();
      container.remove();
    },
  };
}

/** Mounts a probe with its log's callbacks. */
export function probe(url, options = {}, { select, strict, children } = {}) {
  const log = newLog();
  const element = (url, options) =>
    h(Probe, { log, url, options: { ...log.callbacks, ...options }, select, children });
  const mounted = mount(element(url, options), { strict });
  return { ...mounted, log, again: (url, options = {}) => mounted.render(element(url, options)) };
}

/** Shows the error that its children throw. */
export class Boundary extends Component {
  state = { error: null };
  static getDerivedStateFromError(error) {
    return { error };
  }
  componentDidCatch(error) {
    this.props.caught?.push(error);
  }
  render() {
    return this.state.error ? `caught: ${this.state.error.message}` : this.props.children;
  }
}

/** Waits until the probe is connected, or what else is asked. */
export const reaches = (what, log, condition) =>
  until(
    () => `${what}; there was ${JSON.stringify({ ...log.now, socket: undefined, messages: log.now?.messages?.length, told: log.told })}`,
    () => log.now && condition(log.now, log),
  );
export const connected = (log) => reaches("connected", log, ({ isConnected }) => isConnected);

/** Waits until the server has so many live connections there, and says how many it has had. */
export async function live(name, count) {
  let counts;
  await until(
    () => `${count} live connections, there are ${JSON.stringify(counts)}`,
    async () => (counts = await server.counts(name)).live === count,
  );
  return counts.opened;
}

/** So long that whatever the page would do by itself at once has been done: frames, effects, and a round trip. */
export async function settled(name = place().name) {
  for (let frame = 0; frame < 3; frame++) await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  await server.counts(name);
}
