// What every adapter promises, whatever its framework; connections are counted by the server.

import assert from "node:assert/strict";
import { until } from "../behaviour/wait.mjs";
import { burst } from "./adapter-burst.mjs";
import { OWN } from "./adapter-own.mjs";
import { openFeeds } from "./feeds.mjs";
import { test } from "./report.mjs";

/** A browser may or may not have begun with a connection that is given up at once. */
const ANY = null;

export async function adapterTests({ name, server, browser, site }) {
  const ws = (path) => server.url.replace("http", "ws") + path;
  const status = async (init) => (await fetch(`${server.url}/faults`, init)).json();
  const order = (fault) => status({ method: "POST", body: JSON.stringify(fault) });
  const closed = () => until("every connection to be gone", async () => (await status()).connections === 0);

  /** A test on a fresh page, which must connect so many times, leave nothing open, and make nobody complain. */
  const feedsTest = (title, connects, body, path = "/") =>
    test(`${name}: ${title}`, async () => {
      const before = (await status()).handshakes;
      const feeds = await openFeeds(browser, site + path);
      try {
        await body(feeds);
        await closed();
        if (connects !== ANY) assert.equal((await status()).handshakes - before, connects, "handshakes that the server saw");
        assert.deepEqual(feeds.complaints.filter((complaint) => !feeds.expected?.test(complaint)), []);
      } finally {
        await feeds.page.close();
        await closed();
      }
    });

  await feedsTest("it connects once, shows messages, sends, and closes with its component", 1, async (feeds) => {
    await feeds.mount("one", ws("/echo?greet=welcome"));
    await feeds.shows("one", { connected: "true", phase: "open", last: "welcome", count: "1", error: "" });
    await feeds.click("one", "send");
    const { items } = await feeds.shows("one", { last: "hello", count: "2" });
    assert.deepEqual(items, ["welcome", "hello"]);
    await feeds.unmount("one");
    await feeds.called("one", "close 1005");
    const calls = ["open", "message welcome", "message hello", "close 1005"].map((call) => `one ${call}`);
    assert.deepEqual(await feeds.calls("one"), calls);
  });

  await feedsTest("what a server rendered is taken over, and connects once", 1, async (feeds) => {
    assert.equal((await feeds.shown("rendered")).phase, "idle");
    await feeds.mount("rendered", ws("/echo?greet=welcome"), {}, "hydrate");
    await feeds.shows("rendered", { connected: "true", last: "welcome", count: "1" });
    await feeds.click("rendered", "send");
    await feeds.shows("rendered", { last: "hello" });
    assert.equal(await feeds.page.evaluate(() => document.querySelectorAll("section").length), 1);
    await feeds.unmount("rendered");
  }, "/rendered");

  await feedsTest("taken away in the tick in which it was mounted it leaves nothing open", ANY, async (feeds) => {
    await feeds.page.evaluate((url) => app.mount(target("one"), { url, options: {} }).unmount(), ws("/echo"));
    // A later connection has opened, so an earlier one would be seen.
    await feeds.mount("two", ws("/echo"));
    await feeds.shows("two", { connected: "true" });
    await until("only that one to be open", async () => (await status()).connections === 1);
    await feeds.unmount("two");
  });

  await feedsTest("another url makes one other connection; the same one, and none, make none", 2, async (feeds) => {
    await feeds.mount("one", ws("/echo?greet=first"));
    await feeds.shows("one", { connected: "true", last: "first" });
    await feeds.set("one", { url: ws("/echo?greet=first") });
    await feeds.set("one", { url: ws("/echo?greet=second") });
    await feeds.shows("one", { connected: "true", last: "second", count: "1" });
    await until("the first connection to be gone", async () => (await status()).connections === 1);
    // That it has closed is told, and shown nowhere.
    await feeds.called("one", "close 1005");
    await feeds.frames(3);
    await feeds.shows("one", { connected: "true", last: "second", count: "1" });
    await feeds.set("one", { url: null });
    await feeds.shows("one", { connected: "false", phase: "idle", count: "0" });
    await closed();
    await feeds.set("one", { url: "  " });
    await feeds.click("one", "send");
    await feeds.unmount("one");
  });

  await feedsTest("other functions are called at once; options of another content make one other connection", 2, async (feeds) => {
    await feeds.mount("one", ws("/echo"), { queryParams: { a: 1 } });
    await feeds.shows("one", { connected: "true" });
    await feeds.setOptions("one", { queryParams: { a: 1 } }, "later");
    await feeds.click("one", "send");
    await feeds.called("later", "message hello");
    await feeds.setOptions("one", { queryParams: { a: 1, greet: "hi" } }, "last");
    await feeds.shows("one", { connected: "true", last: "hi", count: "1" });
    await until("the first connection to be gone", async () => (await status()).connections === 1);
    assert.deepEqual(await feeds.calls("one"), ["one open"]);
    await feeds.unmount("one");
    await feeds.called("last", "close 1005");
  });

  await feedsTest("when the server closes it says why, and comes back", 2, async (feeds) => {
    await feeds.mount("one", ws("/echo"), { reconnect: { enabled: true, delay: 500, jitter: "none" } });
    await feeds.shows("one", { connected: "true", reconnecting: "false 0" });
    await order({ kind: "close", code: 4321, reason: "restart" });
    await feeds.shows("one", { connected: "false", reconnecting: "true 1" });
    await feeds.shows("one", { connected: "true", reconnecting: "false 0", error: "" });
    const calls = (await feeds.calls("one")).map((call) => call.slice(4));
    assert.deepEqual(calls, ["open", "error", "close 4321", "open"]);
    await feeds.unmount("one");
  });

  await feedsTest("without `reconnect` it stays closed, shows the error, and is back when asked", 2, async (feeds) => {
    await feeds.mount("one", ws("/echo"));
    await feeds.shows("one", { connected: "true" });
    await order({ kind: "close", code: 4000, reason: "because" });
    const error = "WebSocket closed with code 4000: because";
    await feeds.shows("one", { connected: "false", reconnecting: "false 0", phase: "closed", error });
    await feeds.click("one", "reconnect");
    await feeds.shows("one", { connected: "true", error: "" });
    await feeds.click("one", "disconnect");
    await feeds.shows("one", { connected: "false", phase: "closed", error: "" });
    await closed();
    await feeds.unmount("one");
  });

  await feedsTest("an option that the class refuses is the component's error", 0, async (feeds) => {
    // Vue announces it, too.
    feeds.expected = /Vue warn\]: Unhandled error|option `maxRetries` takes a whole number/;
    const mounting = feeds.mount("one", ws("/echo"), { maxRetries: 1.5, reconnect: { enabled: true } });
    await mounting.catch(({ message }) => feeds.complaints.push(message));
    await until("the complaint", () => feeds.complaints.some((text) => text.includes("maxRetries")));
  });

  const orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
  await feedsTest("`share`: one connection in any order of coming and going", orders.length, async (feeds) => {
    for (const [round, gone] of orders.entries()) {
      const ids = [0, 1, 2].map((n) => `feed${round}${n}`);
      const url = ws(`/echo?round=${round}`);
      for (const id of ids) await feeds.mount(id, url, { share: true });
      for (const id of ids) await feeds.shows(id, { connected: "true" });
      const left = [...ids];
      for (const n of gone) {
        await feeds.click(left[0], "send");
        const count = String(4 - left.length);
        for (const id of left) await feeds.shows(id, { count });
        assert.equal((await status()).connections, 1);
        await feeds.unmount(ids[n]);
        left.splice(left.indexOf(ids[n]), 1);
      }
      await closed();
    }
  });

  await feedsTest("`share`: the last one hands over to one that comes in the same tick", 1, async (feeds) => {
    const url = ws("/echo?greet=hi");
    await feeds.mount("one", url, { share: true });
    await feeds.shows("one", { connected: "true", last: "hi" });
    await feeds.mount("two", url, { share: true });
    await feeds.unmount("one");
    await feeds.shows("two", { connected: "true", last: "hi" });
    await feeds.unmount("two");
  });

  await feedsTest("outside of components it lives as long as what it was made in", 1, async (feeds) => {
    await feeds.page.evaluate((url) => (globalThis.made = app.outside(url, callbacks("made"))), ws("/echo"));
    const read = (name) => feeds.page.evaluate((name) => made.read(name), name);
    await until("it to be connected", () => read("isConnected"));
    for (const text of ["one", "two", "three"]) {
      await feeds.page.evaluate((text) => made.ws.sendMessage(text), text);
      await until("the echo", async () => (await read("lastMessage")) === text);
    }
    // Who reads one field is not told of the others.
    assert.deepEqual(await feeds.page.evaluate(() => made.seen), [false, true]);
    await feeds.page.evaluate(() => made.end());
    await feeds.called("made", "close 1005");
  });

  await burst({ name, feedsTest, url: ws(`/ledger/${name}?count=10000`) });
  await OWN[name]?.({ feedsTest, ws, status });
}
