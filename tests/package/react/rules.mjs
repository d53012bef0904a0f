// The rules of the hook that ours mirrors.

import { createElement as h, useEffect } from "react";
import { equal, ok, same } from "../behaviour/expect.mjs";
import { connected, live, place, probe, reaches, server, settled, until } from "./harness.mjs";

const soon = { reconnect: { enabled: true, delay: 20, jitter: "none", reconnectionDelayGrowFactor: 1 } };

export const rules = {
  async "a blank, null or undefined url opens nothing"() {
    for (const url of ["", "  ", null, undefined]) {
      const { log, unmount } = probe(url);
      await settled();
      const { isConnected, lastMessage, messages, error, socket, isReconnecting, attemptCount, state } = log.now;
      same(
        { isConnected, lastMessage, messages, error, socket, isReconnecting, attemptCount, state },
        { isConnected: false, lastMessage: null, messages: [], error: null, socket: null, isReconnecting: false, attemptCount: 0, state: null },
      );
      equal(log.now.sendMessage("x"), "dropped");
      log.now.disconnect();
      log.now.reconnect();
      equal(log.renders, 1);
      unmount();
    }
  },
  async "what came is shown, and told at once"() {
    const { name, url } = place();
    const { log, unmount } = probe(url);
    await connected(log);
    const { socket } = log.now;
    same([socket.url, socket.readyState, typeof socket.send, typeof socket.close], [url, 1, "function", "function"]);
    await server.send(name, "one", "two");
    await reaches("two messages", log, ({ messages }) => messages.length === 2);
    const { isConnected, lastMessage, messages, error, isReconnecting, attemptCount } = log.now;
    same(
      { isConnected, lastMessage, messages, error, isReconnecting, attemptCount },
      { isConnected: true, lastMessage: "two", messages: ["one", "two"], error: null, isReconnecting: false, attemptCount: 0 },
    );
    same(log.told, ["onOpen open", "onMessage one", "onMessage two"]);
    equal(log.now.sendMessage("three"), "sent");
    await reaches("the echo", log, ({ lastMessage }) => lastMessage === "three");
    unmount();
    await live(name, 0);
  },
  async "query values are written as text, and a url that has a query keeps it"() {
    const { name, url } = place();
    const { log, unmount } = probe(`${url}?kept=1`, { queryParams: { flag: true, text: "a b" } });
    await connected(log);
    equal((await server.counts(name)).query, "?kept=1&flag=true&text=a+b");
    unmount();
  },
  async "a close with 1000 is no error"() {
    const { name, url } = place();
    const { log, unmount } = probe(url);
    await connected(log);
    await server.close(name, 1000, "done");
    await reaches("closed", log, ({ isConnected }) => !isConnected);
    equal(log.now.error, null);
    same(log.told, ["onOpen open", "onClose 1000"]);
    await settled();
    equal(await live(name, 0), 1);
    unmount();
  },
  async "any other code is an error, told once, with its code and reason"() {
    for (const [code, reason, text] of [
      [4002, "why not", "why not"],
      [1011, "", "Connection closed unexpectedly"],
    ]) {
      const { name, url } = place();
      const { log, unmount } = probe(url);
      await connected(log);
      await server.close(name, code, reason);
      await reaches("an error", log, ({ error }) => error);
      equal(log.now.error.message, `WebSocket closed with code ${code}: ${text}`);
      ok(log.now.error instanceof Error);
      same(log.told, ["onOpen open", `onError ${code}`, `onClose ${code}`]);
      same([log.now.isConnected, log.now.isReconnecting, log.now.attemptCount], [false, false, 0]);
      equal(await live(name, 0), 1);
      unmount();
    }
  },
  async "a lost connection and a refused one are told once"() {
    const { name, url } = place();
    const { log, unmount } = probe(url);
    await connected(log);
    await server.terminate(name);
    await reaches("an error", log, ({ error }) => error);
    equal(log.now.error.message, "WebSocket closed with code 1006: Connection closed unexpectedly");
    equal(log.told.filter((line) => line.startsWith("onError")).length, 1);
    equal(log.told.at(-1), "onClose 1006");
    unmount();
    const other = place();
    await server.refuse(other.name, true);
    const refused = probe(other.url);
    await reaches("an error", refused.log, ({ error }) => error);
    same(refused.log.told, ["onError 1006", "onClose 1006"]);
    equal(refused.log.now.error.message, "WebSocket closed with code 1006: Connection closed unexpectedly");
    refused.unmount();
  },
  async "who disconnects gets no error and no retry, and may reconnect"() {
    const { name, url } = place();
    const { log, unmount } = probe(url, soon);
    await connected(log);
    log.now.disconnect();
    await reaches("closed", log, ({ isConnected, state }) => !isConnected && state?.phase === "closed");
    await settled();
    same([log.now.error, log.now.isReconnecting, log.now.attemptCount], [null, false, 0]);
    same(log.told, ["onOpen open", "onClose 1005"]);
    equal(await live(name, 0), 1);
    log.now.reconnect();
    await connected(log);
    equal(await live(name, 1), 2);
    unmount();
  },
  async "enabled, it comes back after any code, and counts its attempts until it is open"() {
    for (const code of [1000, 1001, 4004]) {
      const { name, url } = place();
      const { log, unmount } = probe(url, soon);
      await connected(log);
      await server.refuse(name, true);
      await server.close(name, code, "");
      await reaches("two attempts", log, ({ attemptCount, isReconnecting }) => attemptCount >= 2 && isReconnecting);
      await server.refuse(name, false);
      await connected(log);
      same([log.now.attemptCount, log.now.isReconnecting, log.now.error], [0, false, null]);
      unmount();
      await live(name, 0);
    }
  },
  async "it gives up after maxAttempts"() {
    const { name, url } = place();
    await server.refuse(name, true);
    const { log, unmount } = probe(url, { reconnect: { ...soon.reconnect, maxAttempts: 2 } });
    await reaches("given up", log, ({ state }) => state?.phase === "closed");
    same([log.now.isReconnecting, log.now.attemptCount], [false, 2]);
    equal(log.told.filter((line) => line.startsWith("onClose")).length, 3);
    unmount();
  },
  async "what is sent while there is no connection yet is sent then; after the end it is dropped"() {
    const { name, url } = place();
    const Child = ({ send }) => {
      useEffect(() => {
        globalThis.fates = [send("from an effect")];
      }, []);
      return null;
    };
    const { log, unmount } = probe(url, {}, { children: ({ sendMessage }) => h(Child, { send: sendMessage }) });
    await reaches("the echo", log, ({ lastMessage }) => lastMessage === "from an effect");
    same(globalThis.fates, ["queued"]);
    equal(await live(name, 1), 1);
    const { sendMessage, reconnect } = log.now;
    unmount();
    await live(name, 0);
    equal(sendMessage("too late"), "dropped");
    reconnect();
    await settled();
    equal(await live(name, 0), 1);
  },
  async "a new callback is called, the old one no more, and nothing reconnects"() {
    const { name, url } = place();
    const { log, again, unmount } = probe(url);
    await connected(log);
    const seen = [];
    again(url, { onMessage: ({ data }) => seen.push(data), reconnect: undefined });
    await settled();
    await server.send(name, "x");
    await until("the message", () => seen.length);
    same(seen, ["x"]);
    same(log.told, ["onOpen open"]);
    again(url, { onMessage: undefined });
    await settled();
    await server.send(name, "y");
    await reaches("y", log, ({ lastMessage }) => lastMessage === "y");
    same([seen, await live(name, 1)], [["x"], 1]);
    unmount();
  },
  async "a new url closes the old connection and opens a new one, which starts anew"() {
    const [one, two] = [place(), place()];
    const { log, again, unmount } = probe(one.url);
    await connected(log);
    await server.send(one.name, "old");
    await reaches("old", log, ({ lastMessage }) => lastMessage);
    again(two.url);
    await live(one.name, 0);
    await reaches("the other", log, ({ isConnected, socket }) => isConnected && socket.url === two.url);
    same([log.now.messages, log.now.lastMessage], [[], null]);
    same([await live(one.name, 0), await live(two.name, 1)], [1, 1]);
    same(log.told.slice(-2).sort(), ["onClose 1005", "onOpen open"]);
    again("");
    await live(two.name, 0);
    await reaches("nothing", log, ({ socket }) => socket === null);
    unmount();
  },
  async "options are compared by content, functions not at all"() {
    const { name, url } = place();
    const options = (room) => ({ queryParams: { room }, heartbeat: { interval: 9000, isReply: () => false }, auth: () => null });
    const { log, again, unmount } = probe(url, options("a"));
    await connected(log);
    for (let i = 0; i < 3; i++) again(url, options("a"));
    await settled();
    equal(await live(name, 1), 1);
    again(url, options("b"));
    await reaches("connected again", log, ({ isConnected }) => isConnected);
    await until("the other query", async () => (await server.counts(name)).query === "?room=b");
    equal(await live(name, 1), 2);
    unmount();
  },
  async "a url may be a function or a URL, and come later"() {
    const { name, url } = place();
    let calls = 0;
    const where = () => {
      calls++;
      return Promise.resolve(url);
    };
    const { log, again, unmount } = probe(null, soon);
    await settled();
    again(where, soon);
    await connected(log);
    again(() => where(), soon);
    await server.close(name, 1001, "");
    await until("asked again", () => calls >= 2);
    await until("the second", async () => (await server.counts(name)).opened >= 2);
    const before = await live(name, 1);
    again(new URL(url), soon);
    await until("the third", async () => (await server.counts(name)).opened > before);
    const third = await live(name, 1);
    again(new URL(url), soon);
    await settled();
    equal(await live(name, 1), third);
    unmount();
  },
  async "it keeps as many messages as history says, and 0 keeps none"() {
    const { name, url } = place();
    const { log, again, unmount } = probe(url, { history: { maxMessages: 3 } });
    await connected(log);
    await server.burst(name, 10);
    await reaches("the last", log, ({ lastMessage }) => lastMessage === "10");
    same(log.now.messages, ["8", "9", "10"]);
    again(url, { history: { maxMessages: 0 } });
    await settled();
    await server.send(name, "11");
    await reaches("the next", log, ({ lastMessage }) => lastMessage === "11");
    same([log.now.messages, await live(name, 1)], [[], 1]);
    unmount();
  },
  async "an unmounted component leaves nothing behind, in whatever phase it was"() {
    const phases = {
      connecting: async ({ name }) => server.hang(name),
      open: async () => {},
      waiting: async ({ name }) => server.refuse(name, true),
    };
    for (const [phase, prepare] of Object.entries(phases)) {
      const at = place();
      await prepare(at);
      const { log, unmount } = probe(at.url, { reconnect: { enabled: true, delay: phase === "waiting" ? 60_000 : 20, jitter: "none" } });
      await reaches(phase, log, ({ state }) => state?.phase === phase);
      const { socket } = log.now;
      const before = log.told.filter((line) => line.startsWith("onClose")).length;
      unmount();
      await until("closed", () => socket.state.phase === "closed");
      await settled();
      equal(await live(at.name, 0), phase === "open" ? 1 : 0);
      equal(log.told.filter((line) => line.startsWith("onClose")).length, before + (phase === "waiting" ? 0 : 1), phase);
      ok(!log.told.some((line) => line.startsWith("onError")) || phase === "waiting");
    }
    const { name, url } = place();
    const { log, unmount } = probe(url);
    await connected(log);
    log.now.disconnect();
    unmount();
    await settled();
    same([await live(name, 0), log.told], [1, ["onOpen open", "onClose 1005"]]);
  },
};
