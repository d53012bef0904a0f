// When it renders, and that a render alone does nothing.

import * as React from "react";
import { hydrateRoot } from "react-dom/client";
import { useWebSocket } from "everwire/react";
import { equal, ok, same } from "../behaviour/expect.mjs";
import { Boundary, connected, h, live, mount, newLog, place, Probe, probe, reaches, server, settled, until } from "./harness.mjs";
import { HeldTime } from "./held-time.mjs";
import { Page } from "./page.mjs";

const { StrictMode, Suspense, startTransition, useState, useEffect } = React;

export const rendering = {
  async "StrictMode opens exactly one connection"() {
    for (const share of [false, true]) {
      const { name, url } = place();
      const { log, unmount } = probe(url, { share }, { strict: true });
      await connected(log);
      await settled(name);
      equal(await live(name, 1), 1);
      same(log.told, ["onOpen open"]);
      unmount();
      await live(name, 0);
      await until("one close", () => log.told.length === 2);
    }
  },
  async "a render that is never committed opens nothing, and one that is opens one"() {
    const { name, url } = place();
    let release;
    let ready = false;
    const waits = new Promise((done) => (release = done));
    const Suspends = () => {
      if (!ready) throw waits;
      return null;
    };
    const log = newLog();
    const element = (...children) =>
      h(Suspense, { fallback: "waiting" }, h(Probe, { log, url, options: { share: true } }), ...children);
    const { container, render, unmount } = mount(element(h(Suspends)), { strict: true });
    await until("the fallback", () => container.textContent === "waiting");
    await settled(name);
    same([await live(name, 0), log.renders > 0], [0, true]);
    ready = true;
    release();
    await connected(log);
    equal(await live(name, 1), 1);
    render(null);
    await live(name, 0);
    unmount();
    const gone = place();
    ready = false;
    const never = mount(h(Suspense, { fallback: "waiting" }, h(Probe, { log: newLog(), url: gone.url }), h(Suspends)));
    await until("the fallback", () => never.container.textContent === "waiting");
    never.unmount();
    await settled(gone.name);
    equal(await live(gone.name, 0), 0);
  },
  async "a selection renders only when it changes"() {
    const { name, url } = place();
    const { log, unmount } = probe(url, {}, { select: ({ isConnected }) => isConnected });
    await until("connected", () => log.now === true);
    const before = log.renders;
    for (let i = 0; i < 5; i++) {
      await server.send(name, "x");
      await settled(name);
    }
    same([log.told.length, log.renders], [6, before]);
    await server.close(name, 1000, "");
    await until("closed", () => log.now === false);
    equal(log.renders, before + 1);
    unmount();
  },
  async "a flood, more than 50 messages at once, is shown ten times a second"() {
    let hear;
    const Told = class extends WebSocket {
      set onmessage(listener) {
        super.onmessage = hear = listener;
      }
    };
    const { url } = place();
    const { log, unmount } = probe(url, { WebSocket: Told, history: { maxMessages: Infinity } });
    await connected(log);
    await settled();
    const time = new HeldTime();
    try {
      let count = 0;
      const shows = async (more, what, run) => {
        const before = log.now.messages.length;
        for (let i = 0; i < more; i++) hear(new MessageEvent("message", { data: String((count += 1)) }));
        equal(log.now.messages.length, before, "nothing is shown before its time");
        await run();
        await until(`${count} messages ${what}`, () => log.now.messages.length === count);
        equal(log.now.lastMessage, String(count));
      };
      const noFrame = async () => {
        const { renders } = log;
        time.frame();
        await new Promise((done) => setTimeout(done));
        equal(log.renders, renders, "no frame shows a flood");
      };
      await shows(1, "at a frame", () => time.frame());
      await shows(50, "at a frame", () => time.frame());
      // The first of a flood come at once. What comes then waits.
      await shows(51, "at a frame", () => time.frame());
      for (const more of [51, 1]) {
        await shows(more, "after a tenth of a second", async () => {
          await noFrame();
          time.tenth();
        });
      }
      // It is calm again.
      await shows(1, "at a frame", () => time.frame());
      // Where neither a frame nor a timer comes, as in a page that is hidden for long, what waits has its bound.
      await shows(10_001, "by themselves", () => {});
    } finally {
      time.release();
    }
    unmount();
  },
  async "a selection may be made anew by each render and each call"() {
    const { name, url } = place();
    const log = newLog();
    const Fresh = () => {
      const { count } = useWebSocket(url, undefined, ({ messages }) => ({ count: messages.length }));
      log.renders++;
      log.now = { count };
      return null;
    };
    const { render, unmount } = mount(h(Fresh), { strict: true });
    await live(name, 1);
    await server.burst(name, 5);
    await until("five", () => log.now.count === 5);
    ok(log.renders < 40, `${log.renders} renders`);
    render(h(Fresh));
    unmount();
  },
  async "what a selection throws goes to the boundary, and the others go on"() {
    const { name, url } = place();
    const log = newLog();
    const select = ({ lastMessage }) => {
      if (lastMessage === "bad") throw new Error("thrown by a test");
      return lastMessage;
    };
    const options = { share: true };
    const { container, unmount } = mount([
      h(Boundary, { key: 1 }, h(Probe, { log: newLog(), url, options, select })),
      h(Probe, { key: 2, log, url, options }),
    ]);
    await connected(log);
    await server.send(name, "bad");
    await until("the boundary", () => container.textContent === "caught: thrown by a test");
    await server.send(name, "good");
    await reaches("good", log, ({ lastMessage }) => lastMessage === "good");
    equal(await live(name, 1), 1);
    unmount();
    await live(name, 0);
  },
  async "a bad option or url goes to the boundary, by its name"() {
    for (const [url, options, text] of [
      [place().url, { minUptime: -1 }, "`minUptime`"],
      ["ftp://127.0.0.1/", {}, "a WebSocket URL is ws: or wss:"],
    ]) {
      const caught = [];
      const { container, unmount } = mount(h(Boundary, { caught }, h(Probe, { log: newLog(), url, options })));
      await until("the boundary", () => container.textContent.includes(text));
      unmount();
    }
  },
  async "one snapshot in all components of a concurrent render"() {
    const { name, url } = place();
    const seen = [];
    const Slow = ({ at }) => {
      const count = useWebSocket(url, { share: true }, ({ messages }) => messages.length);
      const end = performance.now() + 8;
      while (performance.now() < end);
      useEffect(() => {
        (seen[at] ??= []).push(count);
      });
      return h("i", null, count);
    };
    let go;
    const Wall = () => {
      const [wide, set] = useState(1);
      go = () => startTransition(() => set(20));
      return Array.from({ length: wide }, (_, at) => h(Slow, { key: at, at }));
    };
    const { container, unmount } = mount(h(Wall));
    await live(name, 1);
    let torn = 0;
    const look = new MutationObserver(() => {
      const texts = new Set([...container.querySelectorAll("i")].map(({ textContent }) => textContent));
      if (texts.size > 1) torn++;
    });
    look.observe(container, { childList: true, subtree: true, characterData: true });
    go();
    for (let i = 0; i < 20; i++) await server.burst(name, 5);
    await until("all", () => container.textContent === "100".repeat(20));
    equal(torn, 0);
    equal(await live(name, 1), 1);
    look.disconnect();
    unmount();
  },
  async "a url that goes there and back leaves one connection"() {
    const [one, two] = [place(), place()];
    const { log, again, unmount } = probe(one.url, {}, { strict: true });
    for (let i = 0; i < 10; i++) {
      again(i % 2 ? one.url : two.url);
      if (i % 3 === 0) await null;
      else await new Promise((done) => setTimeout(done));
    }
    await reaches("the first", log, ({ isConnected, socket }) => isConnected && socket.url === one.url);
    await live(one.name, 1);
    await live(two.name, 0);
    again(two.url);
    await live(two.name, 1);
    await live(one.name, 0);
    unmount();
    await live(two.name, 0);
  },
  async "what a server rendered is what the browser starts with"() {
    const { name, url } = place();
    const container = document.createElement("div");
    container.innerHTML = globalThis.rendered;
    document.body.append(container);
    const [before, mismatches] = [container.firstChild, []];
    const other = probe(url, { share: true });
    await connected(other.log);
    const root = hydrateRoot(container, h(StrictMode, null, h(Page, { url })), {
      onRecoverableError: (error) => mismatches.push(error.message),
    });
    await until("hydrated", () => container.textContent.includes("open"));
    same(mismatches, []);
    equal(container.firstChild, before);
    equal(await live(name, 1), 1);
    root.unmount();
    other.unmount();
    await live(name, 0);
  },
};
