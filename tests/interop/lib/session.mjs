// The suite's end of page/session.mjs: opens clients in the page and asks them what they saw.

import { note } from "../../package/lib/report.mjs";
import { until } from "../../package/behaviour/wait.mjs";

let opened = 0;

/** Opens a client in `page`; `options` are those of page/session.mjs. */
export async function openSession(page, options) {
  const name = `session${(opened += 1)}`;
  await page.evaluate(
    async ([name, options]) => {
      const { openSession } = await import("/session.mjs");
      globalThis[name] = openSession(options);
    },
    [name, options],
  );
  const ask = (question, argument) => page.evaluate(question, [name, argument]);
  const look = () =>
    ask(([name]) => {
      const { socket, seen, texts } = globalThis[name];
      const { phase, isConnected, attempt, cause } = socket.state;
      const state = { phase, isConnected, attempt, cause };
      const counts = { opens: seen.opens.length, closes: seen.closes.length, errors: seen.errors.length };
      return { state, ...counts, texts: texts() };
    });

  return {
    seen: () => ask(([name]) => globalThis[name].seen),
    texts: (connection) => ask(([name, n]) => globalThis[name].texts(n), connection),
    url: () => ask(([name]) => globalThis[name].url),
    close: (code, reason) =>
      ask(([name, [code, reason]]) => globalThis[name].socket.close(code, reason), [code, reason]),
    /** Waits until `condition` holds for what the client shows; says what it showed last where it never does. */
    async waitFor(what, condition) {
      let last;
      await until(
        () => `${what}; the client showed ${JSON.stringify(last)}`,
        async () => condition((last = await look())),
        60_000,
      );
    },
  };
}

/** One line a transition: when, where to, which attempt, why. */
export function printTransitions(transitions) {
  for (const { at, phase, attempt, cause, lastClose, error } of transitions) {
    const close = lastClose ? `  last close ${lastClose.code}${lastClose.reason && ` "${lastClose.reason}"`}` : "";
    note(
      `+${String(at).padStart(6)} ms  ${phase.padEnd(10)}  attempt ${attempt}  ${cause}${close}${error ? `  (${error})` : ""}`,
    );
  }
}
