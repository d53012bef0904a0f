// The hook of `everwire/openhands/react`.

import { createElement, useLayoutEffect } from "react";
import { useConversation } from "everwire/openhands/react";
import { equal, ok, same } from "../behaviour/expect.mjs";
import { Boundary, live, mount, place, server, settled, until } from "./harness.mjs";

let events = 0;
const event = (more) => JSON.stringify({ id: `e${++events}`, timestamp: "2026-11-22T18:00:00", source: "user", kind: "MessageEvent", n: events, ...more });
const state = (status) => event({ kind: "ConversationStateUpdateEvent", key: "full_state", value: { execution_status: status } });

/** An id, and where the counting server has its conversation. */
function somewhere() {
  const { name: id } = place();
  return { id, name: `sockets/events/${id}`, options: { conversationUrl: globalThis.base, countEvents: () => 2 } };
}

function Probe({ log, id, options, select }) {
  const now = useConversation(id, options, select);
  log.renders += 1;
  useLayoutEffect(() => {
    log.now = now;
  });
  return null;
}

function probe(id, options, { select, strict } = {}) {
  const log = { renders: 0, now: null };
  const element = (id, options) => createElement(Probe, { log, id, options, select });
  const { render, unmount } = mount(element(id, options), { strict });
  const shown = () => JSON.stringify({ ...log.now, conversation: undefined, events: log.now?.events?.length });
  return {
    log,
    unmount,
    again: (id, options) => render(element(id, options)),
    reaches: (what, condition) => until(() => `${what}; there was ${shown()}`, () => log.now && condition(log.now)),
  };
}

export const conversation = {
  async "useConversation: StrictMode opens one connection, and shows history, events and status"() {
    const { id, name, options } = somewhere();
    const told = [];
    const callbacks = {
      onEvent: ({ id }) => told.push(id),
      onHistoryLoaded: () => told.push("loaded"),
      onStatus: (status) => told.push(status),
      onOpen: () => told.push("open"),
      onClose: () => told.push("close"),
    };
    const { log, reaches, unmount } = probe(id, { ...options, ...callbacks }, { strict: true });
    await reaches("connected", ({ isConnected }) => isConnected);
    equal(log.now.isLoadingHistory, true, "loading");
    const [one, two] = [event({ id: "one", timestamp: "2026-11-22T17:00:00" }), event({ id: "two", timestamp: "2026-11-22T17:00:01" })];
    await server.send(name, state("running"), one, two, one);
    await reaches("two events", ({ events, isLoadingHistory }) => events.length === 2 && !isLoadingHistory);
    const { events, lastEvent, status, error, attemptCount, isReconnecting } = log.now;
    same(events.map(({ id }) => id), ["one", "two"], "events");
    same([lastEvent.id, status, error, attemptCount, isReconnecting], ["two", "running", null, 0, false], "the rest");
    await settled(name);
    equal(await live(name, 1), 1, "connections");
    unmount();
    await live(name, 0);
    await until("the close", () => told.includes("close"));
    same(told, ["open", "running", "one", "two", "loaded", "close"], "callbacks");
  },
  async "useConversation: events in a burst render at most once a frame, and only the last ones are kept"() {
    const { id, name, options } = somewhere();
    const { log, reaches, unmount } = probe(id, { ...options, history: { maxEvents: 50 } });
    await reaches("connected", ({ isConnected }) => isConnected);
    await settled(name);
    let frames = 0;
    let counts = true;
    const count = () => counts && requestAnimationFrame(() => (frames++, count()));
    count();
    const before = log.renders;
    const all = Array.from({ length: 2000 }, () => event());
    const last = JSON.parse(all.at(-1)).n;
    await server.send(name, ...all);
    await reaches("the last", ({ lastEvent }) => lastEvent?.n === last);
    counts = false;
    ok(log.renders - before <= frames + 1, `${log.renders - before} renders in ${frames} frames`);
    equal(log.now.events.length, 50, "events");
    equal(log.now.events.at(-1), log.now.lastEvent, "the last one");
    unmount();
    await live(name, 0);
  },
  async "useConversation: nothing for no id, another connection for another one, none for other functions"() {
    const first = somewhere();
    const second = somewhere();
    const { log, again, reaches, unmount } = probe(null, first.options);
    await settled(first.name);
    same([log.now.conversation, log.now.isConnected, log.now.isLoadingHistory], [null, false, false], "idle");
    equal(log.now.sendMessage("x"), "dropped", "what is sent to nobody");
    const told = [];
    const callbacks = (name) => ({ onEvent: ({ id }) => told.push(`${name} ${id}`) });
    again(first.id, { ...first.options, ...callbacks("one") });
    await reaches("connected", ({ isConnected }) => isConnected);
    again(first.id, { ...first.options, ...callbacks("two"), sessionApiKey: undefined });
    await settled(first.name);
    await server.send(first.name, event({ id: "x" }));
    await reaches("the event", ({ events }) => events.length === 1);
    same(told, ["two x"], "callbacks");
    equal(await live(first.name, 1), 1, "connections");
    again(second.id, second.options);
    await live(first.name, 0);
    await live(second.name, 1);
    await reaches("none of the old events", ({ isConnected, events }) => isConnected && events.length === 0);
    unmount();
    await live(second.name, 0);
  },
  async "useConversation: it is sent, ended, begun again; a selection renders only when it changes"() {
    const { id, name, options } = somewhere();
    let act;
    const select = ({ isConnected, ...rest }) => ((act = rest), isConnected);
    const { log, unmount } = probe(id, options, { select });
    await until("connected", () => log.now === true);
    const renders = log.renders;
    // What is sent comes back.
    act.sendMessage(JSON.parse(event({ id: "mine" })));
    await server.send(name, event(), event());
    await settled(name);
    equal(log.renders, renders, "renders");
    act.disconnect();
    await until("not connected", () => log.now === false);
    await live(name, 0);
    act.reconnect();
    await until("connected again", () => log.now === true);
    unmount();
    await live(name, 0);
  },
  async "useConversation: a bad option is thrown where React catches it"() {
    const { id, options } = somewhere();
    const caught = [];
    const broken = createElement(Probe, { log: { renders: 0 }, id, options: { ...options, minUptime: -1 } });
    const { container, unmount } = mount(createElement(Boundary, { caught }, broken));
    await until("the error", () => caught.length);
    ok(container.textContent.includes("option `minUptime`"), container.textContent);
    unmount();
  },
};
