// What only one framework has.

import assert from "node:assert/strict";
import { until } from "../behaviour/wait.mjs";

export const OWN = {
  vue: ({ feedsTest, ws, status }) =>
    feedsTest("kept by <KeepAlive> it stays connected, and shows what came meanwhile", 1, async (feeds) => {
      await feeds.mount("kept", ws("/echo"), {}, "keepAlive");
      await feeds.shows("kept", { connected: "true" });
      await feeds.click("kept", "send");
      await feeds.shows("kept", { count: "1" });
      await feeds.page.evaluate(async () => {
        document.querySelector("#kept .send").click();
        await mounted.kept.show(false);
      });
      await feeds.called("kept", "message hello");
      await until("both to have come", async () => (await feeds.calls("kept")).length === 3);
      assert.equal((await status()).connections, 1);
      await feeds.page.evaluate(() => mounted.kept.show(true));
      await feeds.shows("kept", { connected: "true", count: "2" });
      await feeds.unmount("kept");
    }),

  svelte: async ({ feedsTest, ws, status }) => {
    await feedsTest("a component that reads nothing is connected, too", 1, async (feeds) => {
      await feeds.mount("one", ws("/echo?greet=hi"), {}, "silent");
      await feeds.called("one", "message hi");
      await feeds.unmount("one");
      await feeds.called("one", "close 1005");
    });

    await feedsTest("the first who reads opens it, the last closes it, and it may be opened again", 2, async (feeds) => {
      const evaluate = (code) => feeds.page.evaluate(code);
      await feeds.page.evaluate((url) => (globalThis.made = app.shared(url, callbacks("made"))), ws("/echo?greet=hi"));
      assert.equal(await evaluate(() => made.ws.state), null);
      await evaluate(() => (globalThis.ends = [made.read(), made.read()]));
      await feeds.called("made", "message hi");
      await evaluate(() => ends[0]());
      await evaluate(() => new Promise((resolve) => setTimeout(resolve)));
      assert.equal((await status()).connections, 1);
      await evaluate(() => ends[1]());
      await feeds.called("made", "close 1005");
      await evaluate(() => (globalThis.ends = [made.read()]));
      const opened = async () => (await feeds.calls("made")).filter((call) => call === "made open").length;
      await until("two to have opened", async () => (await opened()) === 2);
      await evaluate(() => ends[0]());
    });

    await feedsTest("it is a store, too", 1, async (feeds) => {
      await feeds.page.evaluate((url) => {
        const { ws } = app.shared(url, {});
        globalThis.seen = [];
        globalThis.end = ws.subscribe(({ isConnected, lastMessage }) => seen.push(`${isConnected} ${lastMessage}`));
      }, ws("/echo?greet=hi"));
      await until("the message", () => feeds.page.evaluate(() => seen.includes("true hi")));
      assert.equal(await feeds.page.evaluate(() => seen[0]), "false null");
      await feeds.page.evaluate(() => end());
    });
  },
};
