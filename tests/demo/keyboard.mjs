// The page in the hands of a person with a keyboard, 390 px wide.

import { ok, same } from "../package/behaviour/expect.mjs";
import { until } from "../package/behaviour/wait.mjs";
import { journey, test } from "../package/lib/report.mjs";
import { DemoPage } from "./demo-page.mjs";
import { tabThrough } from "./looks.mjs";

const STOPS = [
  ...["storm", "its code", "reset", "drop", "restart", "close", "close-code", "silent", "refuse", "hang", "forbid", "none"],
  ...["reconnect", "disconnect", "base", "cap", "jitter", "max-retries", "heartbeat", "apply", "text", "send", "messages", "export", "log"],
];

export async function byKeyboard(browser, url) {
  const journeyStep = journey("with the keyboard, 390 px wide");
  const step = (name, body) => journeyStep(`keyboard: ${name}`, body);
  const demo = await DemoPage.open(browser, url, { viewport: { width: 390, height: 844 } });
  const { keyboard } = demo.page;
  const walkTo = (name) =>
    until(`the focus on ${name}`, async () => {
      await keyboard.press("Tab");
      return demo.page.evaluate((id) => document.activeElement.id === id || document.activeElement.dataset.fault === id, name);
    });

  await step("Tab reaches every control, in the order of the page, and shows where it is", async () => {
    same(await tabThrough(demo), STOPS, "the way of the focus");
  });

  await step("a message, a fault and the way back", async () => {
    for (const lane of ["plain", "everwire"]) await demo.open(lane);
    await walkTo("text");
    await keyboard.type("typed");
    await keyboard.press("Enter");
    await demo.fate("typed", "back", "back");
    await walkTo("restart");
    await keyboard.press("Space");
    await demo.logs("everwire", "waiting", "1012 restart");
    for (const lane of ["plain", "everwire"]) await demo.open(lane);
  });

  await step("a slider moves by the arrow keys, and Apply takes it", async () => {
    await walkTo("base");
    await keyboard.press("ArrowRight");
    await demo.says("base-value", "300 ms");
    await walkTo("apply");
    await keyboard.press("Enter");
    await demo.says("settings-note", "These settings are in use");
    same(await demo.page.evaluate(() => document.activeElement.id), "apply", "the focus");
  });

  await step("a storm of a minute begins, and ends when one says so, with a verdict", async () => {
    await walkTo("storm");
    await keyboard.press("Enter");
    await demo.says("storm-clock", "of 60 s");
    await until("the first fault", async () => (await demo.log()).some(({ lane, phase }) => lane === "fault" && phase === "reset"));
    await keyboard.press("Enter");
    const { everwire, words } = await demo.verdict();
    same(everwire, { lost: 0, doubled: 0 }, "everwire");
    ok(!(await demo.text("storm-clock")).startsWith("60 "), "it ended before its time");
    ok((await demo.heard()).some((heard) => heard === words.replaceAll("\n", " ")), "a screen reader hears the verdict");
    same(await demo.page.evaluate(() => document.activeElement.id), "storm", "the focus");
  });

  await test("keyboard: the console shows no errors here either", async () => same(demo.problems, [], "the problems"));
  await demo.close();
}
