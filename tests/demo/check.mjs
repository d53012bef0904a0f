// Drives the demo page in a headless Chromium as a user would, through faults and back, against a running mock
// server. It knows nothing of the code behind the page: what it checks is what can be read there, and what the
// server has stored.
//
//   node check.mjs --url URL --chromium FILE [--screenshots DIR] [--picture FILE]
//
// Last line: `P passed, F failed, S skipped`. Exit code 0 or 1.

import { mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { ok, same } from "../package/behaviour/expect.mjs";
import { until } from "../package/behaviour/wait.mjs";
import { launch } from "../package/lib/chromium.mjs";
import { journey, main, note, test } from "../package/lib/report.mjs";
import { DemoPage, Server } from "./demo-page.mjs";
import { everyLook, pictures, tabThrough, timelineSteps, weakTexts, weakUnderPointer } from "./looks.mjs";
import { stagePicture } from "./picture.mjs";

const { values: args } = parseArgs({
  options: { url: { type: "string" }, chromium: { type: "string" }, screenshots: { type: "string" }, picture: { type: "string" } },
});
if (!args.url || !args.chromium) {
  console.error("usage: check.mjs --url URL --chromium FILE [--screenshots DIR] [--picture FILE]");
  process.exit(2);
}
if (args.screenshots) mkdirSync(args.screenshots, { recursive: true });

/** Texts of this run alone, so that a server which has seen other runs makes no difference. */
const run = Date.now().toString(36).slice(-4);
const FIRST = `first light ${run}`;
const MEANWHILE = `sent while down ${run}`;
const LOST = `into silence ${run}`;

const server = new Server(args.url);

main(async () => {
  const browser = await launch(args.chromium);
  note(`Chromium ${browser.version()}, ${args.url}`);
  try {
    if (args.picture) await test(`the picture is in ${args.picture}`, () => stagePicture(browser, args.url, args.picture));
    await byMouse(browser);
    await byKeyboard(browser);
  } finally {
    await browser.close();
  }
});

async function byMouse(browser) {
  const step = journey("with the mouse, 1280 px wide");
  await server.clear();
  const demo = await DemoPage.open(browser, args.url);
  const places = await demo.places();

  await step("a bad setting is refused in the library's words and connects nothing", async () => {
    await demo.settings({ base: -1 });
    await demo.button("Connect").click();
    await demo.says("settings-note", "minReconnectionDelay");
    same(await demo.now(), "idle", "the phase");
    note(await demo.text("settings-note"));
  });

  await step("a screen reader hears it, and hears it again the second time", async () => {
    const refusals = async () => (await demo.heard()).filter((words) => words.includes("minReconnectionDelay")).length;
    same(await refusals(), 1, "how often it was heard");
    await demo.button("Connect").click();
    await until("the second time", async () => (await refusals()) === 2);
  });

  await step("Connect opens the connection", async () => {
    await demo.settings({ base: 3000, cap: 10000, jitter: "none" });
    await demo.button("Connect").click();
    await demo.phase("open");
  });

  await step("a message that is sent comes back as our own", async () => {
    await demo.send(FIRST);
    const row = await demo.fate(FIRST, "back");
    note(`"${FIRST}": ${row.answer}`);
    same(await server.stored(FIRST), 1, "how often it is stored");
  });

  if (args.screenshots) await step("it looks right while open", () => pictures(demo, "open", args.screenshots));

  await step("a reset with the door shut: it waits, counts down, and tries again", async () => {
    same(await demo.strike(/^refuse/), 200, "the server's answer to refuse");
    same(await demo.strike(/^reset/), 200, "the server's answer to reset");
    await demo.phase("waiting");
    const begin = await until("a countdown", () => demo.countdown());
    await until("the countdown to go down", async () => (await demo.countdown()) < begin);
    await until("the second retry", async () => (await demo.text("retry")).startsWith("2 "));
    await demo.phase("waiting");
    same(await demo.text("last-close"), "1006, no reason given", "the last close");
  });

  await step("a message sent meanwhile is queued", async () => {
    await demo.send(MEANWHILE);
    await demo.fate(MEANWHILE, "queued");
    same(await demo.text("count-queued"), "1", "the queue's counter");
    same(await server.stored(MEANWHILE), 0, "how often it is stored");
  });

  await step("it looks right in the middle of a reconnect", () => pictures(demo, "waiting", args.screenshots));

  await step("nothing on the page has moved for it", async () => {
    const now = await demo.places();
    same(now.filter((place, i) => `${place}` !== `${places[i]}`), [], "what moved");
    same(await demo.overflow("height"), 0, "by how much the page is higher than its window");
  });

  await step("it is back by itself, and the queued message arrived exactly once", async () => {
    await demo.phase("open");
    const row = await demo.fate(MEANWHILE, "back");
    note(`"${MEANWHILE}": ${row.answer}`);
    same(await server.stored(MEANWHILE), 1, "how often it is stored");
    const shown = (await demo.messages()).filter(({ direction, text }) => direction === "in" && text === MEANWHILE);
    same(shown.length, 1, "how often it came in");
    same(await demo.text("count-queued"), "0", "the queue's counter");
  });

  await step("a close by the server is told with its code and reason", async () => {
    await demo.page.getByLabel("Close code").fill("4123");
    same(await demo.strike(/^close with code/), 200, "the server's answer");
    await demo.phase("waiting");
    same(await demo.text("last-close"), "4123 asked by the demo", "the last close");
  });

  await step("a close code that cannot be is refused by the server, in its words", async () => {
    await demo.page.getByLabel("Close code").fill("1005");
    same(await demo.strike(/^close with code/), 400, "the server's answer");
    await demo.says("fault-status", "1005");
    note(await demo.text("fault-status"));
    ok((await demo.heard()).at(-1).includes("1005"), "a screen reader hears it");
  });

  await step("Reconnect now does not wait for the countdown", async () => {
    await demo.button("Reconnect now").click();
    await demo.phase("open");
    same((await demo.text("retry")).split(" ")[0], "0", "the retries");
  });

  await step("a half-open link shows no event; what was sent into it is marked once it is given up", async () => {
    same(await demo.strike(/^silent/), 200, "the server's answer");
    await demo.send(LOST);
    await demo.fate(LOST, "sent");
    same(await demo.now(), "open", "the phase");
    await demo.button("Reconnect now").click();
    await demo.fate(LOST, "doubt");
    await demo.phase("open");
    same(await server.stored(LOST), 0, "how often it is stored");
  });

  await step("a screen reader heard of each fault and of the way back, and of no countdown", async () => {
    const heard = await demo.heard();
    note(heard.join(" "));
    const wanted = ["New connections are refused for 5 seconds.", "New connections are let in.", "Fault: reset.", "Fault: silent."];
    same(wanted.filter((words) => !heard.includes(words)), [], "what was not heard");
    same(heard.filter((words) => /\d s\b/.test(words)), [], "countdowns");
  });

  await step("every text meets AA contrast, light and dark, placeholders and under the pointer too", () =>
    everyLook(demo, async (look) => {
      same(await weakTexts(demo), [], `the weak texts at ${look}`);
      same(await weakUnderPointer(demo), [], `the weak texts under the pointer at ${look}`);
    }),
  );

  await step("lists of terms hold terms and nothing else", async () =>
    same(await demo.page.locator("dl > :not(dt, dd, div), dl > div > :not(dt, dd), dl > div:not(:has(dt))").count(), 0, "others"),
  );

  await step("Disconnect ends it: no countdown, no connection", async () => {
    const { connections } = await server.faults();
    await demo.button("Disconnect").click();
    await demo.phase("closed");
    same(await demo.text("cause"), "closed by user", "the cause");
    same(await demo.text("next"), "–", "the next attempt");
    await until("the server to have lost it", async () => (await server.faults()).connections < connections);
  });

  await step("Disconnect ends a wait, too", async () => {
    await demo.button("Connect").click();
    await demo.phase("open");
    same(await demo.strike(/^drop/), 200, "the server's answer");
    await demo.phase("waiting");
    const { handshakes } = await server.faults();
    await demo.button("Disconnect").click();
    await demo.phase("closed");
    same(await demo.text("next"), "–", "the next attempt");
    same((await server.faults()).handshakes, handshakes, "the handshakes");
  });

  await step("Disconnect over a half-open link ends by its own deadline", async () => {
    await demo.button("Connect").click();
    await demo.phase("open");
    same(await demo.strike(/^silent/), 200, "the server's answer");
    await demo.button("Disconnect").click();
    await demo.phase("closing");
    await demo.phase("closed");
    same(await demo.text("cause"), "close timed out", "the cause");
  });

  await step("retries end where the settings say", async () => {
    await demo.settings({ base: 100, retries: 2 });
    await demo.button("Connect").click();
    await demo.phase("open");
    same(await demo.strike(/^403/), 200, "the server's answer");
    same(await demo.strike(/^reset/), 200, "the server's answer");
    await demo.phase("closed");
    same(await demo.text("retry"), "2 of 2", "the retries");
    await demo.says("cause", "gave up after 2 retries");
    same(await demo.text("next"), "–", "the next attempt");
    same(await demo.strike(/^clear/), 200, "the server's answer");
  });

  await step("with reduced motion the timeline steps once a second", async () => {
    const lively = await timelineSteps(demo);
    await demo.page.emulateMedia({ reducedMotion: "reduce" });
    const calm = await timelineSteps(demo);
    note(`in 2 s it stood in ${lively} places, with reduced motion in ${calm}`);
    ok(lively > 6 && calm <= 4, "many places, and with reduced motion few");
  });

  await test("the console shows network errors and no others", async () => same(demo.problems, [], "the problems"));
  await demo.close();
}

async function byKeyboard(browser) {
  const step = journey("with the keyboard, 390 px wide");
  await server.clear();
  const demo = await DemoPage.open(browser, args.url, { viewport: { width: 390, height: 844 } });
  const { keyboard } = demo.page;
  const walkTo = (name) =>
    until(`the focus on ${name}`, async () => {
      await keyboard.press("Tab");
      return demo.page.evaluate((id) => document.activeElement.id === id || document.activeElement.dataset.fault === id, name);
    });

  await step("Tab reaches every control, in the order of the page, and shows where it is", async () => {
    const wanted = [
      ...["connect", "reconnect", "disconnect", "reset", "drop", "restart", "close", "close-code", "silent", "refuse", "hang", "forbid", "none"],
      ...["base", "cap", "jitter", "max-retries", "text", "send", "messages", "log"],
    ];
    same(await tabThrough(demo), wanted, "the way of the focus");
  });

  await step("connect, send, break, come back and disconnect with the keyboard alone", async () => {
    await walkTo("connect");
    await keyboard.press("Enter");
    await demo.phase("open");
    same(await demo.page.evaluate(() => document.activeElement.id), "connect", "the focus after Connect");

    await walkTo("text");
    await keyboard.type("typed");
    await keyboard.press("Enter");
    await demo.fate("typed", "back");

    await walkTo("restart");
    await keyboard.press("Space");
    await until("a second connection", async () => Number(await demo.text("count-attempts")) >= 2);
    await demo.phase("open");
    same(await demo.text("last-close"), "1012 restart", "the last close");

    await walkTo("disconnect");
    await keyboard.press("Enter");
    await demo.phase("closed");
  });

  await test("the console shows no errors here either", async () => same(demo.problems, [], "the problems"));
  await demo.close();
}
