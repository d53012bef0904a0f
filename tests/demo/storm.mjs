// The storm, at one width: it ends with nothing lost in everwire's lane, and with losses in the other, or it would show
// nothing. Meanwhile the page stands still.

import { join } from "node:path";
import { ok, same } from "../package/behaviour/expect.mjs";
import { until } from "../package/behaviour/wait.mjs";
import { journey, note, test } from "../package/lib/report.mjs";
import { DemoPage } from "./demo-page.mjs";

/** Seconds that the storm's minute lasts here. */
const STORM_S = 12;
/** What a page may shift in all, by the metric of the browsers (good is 0.1). */
const MOST_SHIFT = 0.01;

/** `height`: so much that every panel is in view, and none can move unseen. */
export async function storm(browser, url, { width, height, colorScheme, screenshots }) {
  const look = `${width}-${colorScheme}`;
  const step = journey(`a storm, ${look}`);
  const demo = await DemoPage.open(browser, `${url}?storm=${STORM_S}`, { viewport: { width, height }, colorScheme });
  const say = (name) => `${look}: ${name}`;

  await step(say("both lanes connect by themselves, and nothing is lost while all is well"), async () => {
    for (const lane of ["plain", "everwire"]) await demo.open(lane);
    await until("both to have sent", async () => (await demo.count("plain", "confirmed")) > 8 && (await demo.count("everwire", "confirmed")) > 8);
    for (const lane of ["plain", "everwire"]) same([await demo.count(lane, "lost"), await demo.count(lane, "doubled")], [0, 0], lane);
  });

  await step(say("the storm runs, says what it does, and can be seen"), async () => {
    await demo.button("Start the storm").click();
    await demo.says("storm", "Stop the storm");
    await until("the first fault", async () => (await demo.text("storm-caption")).includes("cut"));
    if (screenshots) await demo.page.screenshot({ path: join(screenshots, `storm-${look}.png`) });
    ok((await demo.heard()).some((words) => words.includes("cut")), "a screen reader hears it");
  });

  await step(say("everwire lost none and doubled none, the plain WebSocket did lose"), async () => {
    const { plain, everwire, words } = await demo.verdict();
    note(words.replaceAll("\n", " "));
    same(everwire, { lost: 0, doubled: 0 }, "everwire");
    ok(plain.lost > 0, "the plain lane has lost");
    await demo.lane("plain", "lost", (lost) => lost >= plain.lost);
    same([await demo.count("everwire", "lost"), await demo.count("everwire", "doubled")], [0, 0], "everwire's card");
    ok((await demo.count("everwire", "resumed")) > 0, "everwire has resumed");
  });

  await step(say("nothing on the page has moved for it, and nothing scrolls sideways"), async () => {
    const { sum, moved } = await demo.shifts();
    note(`layout shift ${sum.toFixed(6)}`);
    ok(sum < MOST_SHIFT, `the layout shift is ${sum}: ${moved.join(", ")}`);
    same(await demo.overflow(), 0, "the overflow");
    ok((await demo.page.evaluate(() => document.documentElement.scrollHeight - innerHeight)) <= 0, "every panel was in view");
    if (screenshots) await demo.page.screenshot({ path: join(screenshots, `verdict-${look}.png`) });
  });

  await test(say("the console shows network errors and no others"), async () => same(demo.problems, [], "the problems"));
  await demo.close();
}
