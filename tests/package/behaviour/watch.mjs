// Writes down what a client tells its user, in order.

import { until } from "./wait.mjs";

const CLOSE = ({ code, reason, wasClean }) => ({ code, reason, wasClean });

/** Watches `client` from now on. */
export function watch(client) {
  const events = [];
  const log = (type, detail) => events.push({ type, ...detail });
  client.addEventListener("open", () => log("open"));
  client.addEventListener("message", ({ data }) => log("message", { data }));
  client.addEventListener("error", ({ error, message }) => log("error", { error, message }));
  client.addEventListener("close", (event) => log("close", CLOSE(event)));
  client.addEventListener("drop", ({ data, reason }) => log("drop", { data, reason }));
  client.addEventListener("statechange", ({ state }) => log("statechange", { state }));

  const of = (type) => events.filter((event) => event.type === type);
  const shown = () =>
    events.map(({ type, state, code }) => type + (state ? `:${state.phase}` : "") + (code ?? "")).join(" ");
  return {
    events,
    of,
    /** The data of all messages so far. */
    data: () => of("message").map(({ data }) => data),
    /** The close events so far, as plain data. */
    closes: () => of("close").map(CLOSE),
    /** Phase and cause of each transition so far. */
    path: () => of("statechange").map(({ state }) => `${state.phase} (${state.cause})`),
    /** Waits for the `n`th event of a type, and returns it. */
    async nth(type, n = 1) {
      await until(
        () => `${type} event ${n}; so far: ${shown()}`,
        () => of(type).length >= n,
      );
      return of(type)[n - 1];
    },
    /** Waits until the client's state satisfies `condition`, and returns that state. */
    async reaches(what, condition) {
      const why = () => `${what}; state ${JSON.stringify(client.state)}; events: ${shown()}`;
      return until(why, () => condition(client.state) && client.state);
    },
  };
}
