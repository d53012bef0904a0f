// Writes down what a conversation tells its user, in order.

import { until } from "../behaviour/wait.mjs";

const DATA = ["event", "transient", "delta", "itemstarted", "itemaborted", "status"];

export function watch(conversation) {
  const log = [];
  for (const type of DATA) conversation.addEventListener(type, ({ data }) => log.push({ type, data }));
  for (const type of ["open", "historyloaded"]) conversation.addEventListener(type, () => log.push({ type }));
  conversation.addEventListener("error", ({ error, message }) => log.push({ type: "error", error, message }));
  conversation.addEventListener("close", ({ code, reason, wasClean }) => log.push({ type: "close", code, reason, wasClean }));
  conversation.addEventListener("statechange", ({ state }) => log.push({ type: "statechange", state }));
  const of = (type) => log.filter((one) => one.type === type);
  const seen = () => JSON.stringify(log.map(({ type, data, message }) => [type, data?.id ?? data ?? message]).slice(-20));
  return {
    log,
    of,
    types: () => log.map(({ type }) => type).filter((type) => type !== "statechange"),
    ids: () => of("event").map(({ data }) => data.id),
    reaches: (what, condition) => until(() => `${what}; there was ${seen()}`, () => condition(conversation.state)),
    has: (what, condition) => until(() => `${what}; there was ${seen()}`, () => log.find(condition)),
    count: (type, count) => until(() => `${count} ${type}; there was ${seen()}`, () => of(type).length >= count),
  };
}
