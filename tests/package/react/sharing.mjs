// One connection for many components.

import { useState } from "react";
import { equal, ok, same } from "../behaviour/expect.mjs";
import { connected, h, live, mount, newLog, place, Probe, probe, reaches, server, settled, until } from "./harness.mjs";

const share = true;

/** All orders of these. */
const orders = (list) =>
  list.length < 2 ? [list] : list.flatMap((one, at) => orders(list.toSpliced(at, 1)).map((rest) => [one, ...rest]));

/** A generator of numbers from 0 to 1 (mulberry32). */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Components by number that share a connection, some mounted. */
function group(url, options = {}, strict = false) {
  const logs = [];
  const Group = ({ who }) =>
    who.map((one) => {
      logs[one] ??= newLog();
      return h(Probe, { key: one, log: logs[one], url, options: { ...logs[one].callbacks, share, ...options } });
    });
  const { render, unmount } = mount(h(Group, { who: [] }), { strict });
  return { logs, show: (who) => render(h(Group, { who })), unmount };
}

export const sharing = {
  async "without share each hook has its own connection"() {
    const { name, url } = place();
    const both = [probe(url), probe(url)];
    equal(await live(name, 2), 2);
    for (const { unmount } of both) unmount();
    await live(name, 0);
  },
  async "whatever the order of mounts and unmounts, one connection stays until the last has gone"() {
    const ways = orders([0, 1, 2]).flatMap((come) => orders([0, 1, 2]).map((go) => [come, go]));
    await Promise.all(
      ways.map(async ([come, go]) => {
        const { name, url } = place();
        const { logs, show, unmount } = group(url);
        const here = [];
        for (const one of come) {
          here.push(one);
          show([...here]);
          await until("mounted", () => logs[one]?.now);
        }
        for (const one of here) await connected(logs[one]);
        equal(await live(name, 1), 1);
        for (const one of go) {
          here.splice(here.indexOf(one), 1);
          show([...here]);
          await settled(name);
          for (const other of here) equal(logs[other].now.socket.readyState, 1);
          if (here.length) {
            await server.send(name, `without ${one}`);
            for (const other of here) await reaches("the message", logs[other], ({ lastMessage }) => lastMessage === `without ${one}`);
          }
        }
        equal(await live(name, 0), 1);
        unmount();
      }),
    );
  },
  async "random mounts and unmounts never close a connection that somebody uses"() {
    const seed = globalThis.seed;
    const draw = random(seed);
    const { name, url } = place();
    const { logs, show, unmount } = group(url, {}, true);
    // This one stays.
    show([9]);
    await until("mounted", () => logs[9]?.now);
    await connected(logs[9]);
    for (let step = 0; step < 150; step++) {
      show([0, 1, 2, 3, 4].filter(() => draw() < 0.5).concat(9));
      const pause = draw();
      if (pause < 0.4) await null;
      else if (pause < 0.7) await new Promise((done) => setTimeout(done));
      else await settled(name);
      equal(logs[9].now.socket.readyState, 1, `seed ${seed}, step ${step}`);
    }
    equal(await live(name, 1), 1, `seed ${seed}`);
    same(logs[9].told, ["onOpen open"]);
    unmount();
    await live(name, 0);
  },
  async "each has its own callbacks, and what one of them throws hurts no other"() {
    const { name, url } = place();
    const [one, two, three] = [newLog(), newLog(), newLog()];
    const bad = () => {
      throw new Error("thrown by a test");
    };
    const options = (log, more) => ({ ...log.callbacks, share, ...more });
    const { unmount } = mount([
      h(Probe, { key: 1, log: one, url, options: options(one, { onMessage: bad, onOpen: bad, onClose: bad }) }),
      h(Probe, { key: 2, log: two, url, options: options(two) }),
      h(Probe, { key: 3, log: three, url, options: options(three, { onMessage: undefined }) }),
    ]);
    for (const log of [one, two, three]) await connected(log);
    await server.send(name, "x");
    for (const log of [one, two, three]) await reaches("x", log, ({ lastMessage }) => lastMessage === "x");
    await server.close(name, 4002, "bye");
    for (const log of [one, two, three]) await reaches("the error", log, ({ error }) => error);
    same(one.told, ["onError 4002"]);
    same(two.told, ["onOpen open", "onMessage x", "onError 4002", "onClose 4002"]);
    same(three.told, ["onOpen open", "onError 4002", "onClose 4002"]);
    unmount();
  },
  async "who comes late sees what there is in its first render; all who go in one tick hear of the close"() {
    const { name, url } = place();
    const { logs, show, unmount } = group(url);
    show([0]);
    await until("mounted", () => logs[0]?.now);
    await connected(logs[0]);
    await server.send(name, "early");
    await reaches("early", logs[0], ({ lastMessage }) => lastMessage === "early");
    show([0, 1]);
    await until("mounted", () => logs[1]?.now);
    same([logs[1].renders, logs[1].now.lastMessage, logs[1].now.isConnected], [1, "early", true]);
    ok(logs[0].now.messages === logs[1].now.messages, "the same messages");
    show([]);
    await live(name, 0);
    for (const log of logs) await until("onClose", () => log.told.at(-1) === "onClose 1005");
    unmount();
  },
  async "other options are another connection, and so is the next one after the end"() {
    const { name, url } = place();
    const one = probe(url, { share });
    const other = probe(url, { share, queryParams: { other: 1 } });
    await live(name, 2);
    one.unmount();
    await live(name, 1);
    const again = probe(url, { share });
    equal(await live(name, 2), 3);
    await connected(again.log);
    for (const { unmount } of [other, again]) unmount();
    await live(name, 0);
  },
  async "a component that moves in one commit keeps the connection"() {
    const { name, url } = place();
    const [log, options] = [newLog(), { share }];
    let move;
    const Mover = () => {
      const [left, set] = useState(true);
      move = () => set(!left);
      const it = h(Probe, { log, url, options });
      return h("div", null, left ? h("p", null, it) : null, left ? null : h("b", null, it));
    };
    const { unmount } = mount(h(Mover), { strict: true });
    await connected(log);
    for (let i = 0; i < 4; i++) {
      move();
      await settled(name);
    }
    equal(await live(name, 1), 1);
    unmount();
    await live(name, 0);
  },
  async "after a fatal close somebody new gets a new connection"() {
    const { name, url } = place();
    const first = probe(url, { share });
    await connected(first.log);
    await server.close(name, 4001, "no");
    await reaches("the error", first.log, ({ error }) => error);
    first.unmount();
    await settled(name);
    const second = probe(url, { share });
    await connected(second.log);
    equal(second.log.now.error, null);
    second.unmount();
  },
};
