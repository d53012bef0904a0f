// Ten thousand messages as fast as the server can: at most one update of the page a frame, and a bounded history.

import assert from "node:assert/strict";
import { show } from "./report.mjs";

const LAST = '{"seq":10000}';

/**
 * In a flood, and in a page without frames, changes are shown each tenth of a second, whether there was a frame or not; timers
 * may come a little early.
 */
const FRAMELESS = 95;

export function burst({ name, feedsTest, url }) {
  return feedsTest("10,000 messages at once: at most one update a frame, the last 1,000 are kept", 1, async (feeds) => {
    await feeds.page.evaluate(() => {
      // All changes that a framework makes in one go are one call of this.
      const see = () => updates.push({ frame: document.timeline.currentTime, at: performance.now() });
      globalThis.updates = [];
      new MutationObserver(see).observe(target("many"), { subtree: true, childList: true, characterData: true });
    });
    await feeds.mount("many", url);
    const { items } = await feeds.shows("many", { last: LAST, count: "1000", oldest: '{"seq":9001}' });
    assert.equal(items.at(-1), LAST);
    assert.equal((await feeds.calls("many")).filter((call) => call.includes(" message ")).length, 10_000);

    const updates = await feeds.page.evaluate(() => updates);
    const twice = updates.filter(({ frame, at }, n) => updates[n - 1]?.frame === frame && at - updates[n - 1].at < FRAMELESS);
    // The first two are those of mounting.
    assert.deepEqual(twice.filter((update) => updates.indexOf(update) > 1), []);
    show(`${name}: 10,000 messages, ${updates.length} updates of the page`);
    await feeds.unmount("many");
  });
}
