// Drives the demo page in a headless Chromium as a user would, through faults and back, against a running mock
// server. It knows nothing of the code behind the page: what it checks is what can be read there, and what the
// server has stored.
//
//   node check.mjs --url URL --chromium FILE [--screenshots DIR] [--picture FILE]
//
// Last line: `P passed, F failed, S skipped`. Exit code 0 or 1.

import { mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { DemoPage, Server } from "./demo-page.mjs";
import { everyLook, pictures, tabThrough, timelineSteps, weakTexts } from "./looks.mjs";
import { stagePicture } from "./picture.mjs";
import { equal, holds, Report, until, untilSays } from "./report.mjs";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-dev-shm-usage"];

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

const report = new Report();
const server = new Server(args.url);
const browser = await chromium.launch({ executablePath: args.chromium, args: FLAGS });
report.say(`Chromium ${browser.version()}, ${args.url}`);

try {
  if (args.picture) await report.check(`the picture is in ${args.picture}`, () => stagePicture(browser, args.url, report, args.picture));
  await byMouse();
  await byKeyboard();
} catch (error) {
  await report.check("the run comes to its end", () => Promise.reject(error));
} finally {
  await browser.close();
}
process.exit(report.end() ? 0 : 1);

async function byMouse() {
  report.begin("with the mouse, 1280 px wide");
  await server.clear();
  const demo = await DemoPage.open(browser, args.url, report);
  const places = await demo.places();

  await report.step("a bad setting is refused in the library's words and connects nothing", async () => {
    await demo.settings({ base: -1 });
    await demo.button("Connect").click();
    await untilSays("minReconnectionDelay", () => demo.text("settings-note"));
    equal(await demo.now(), "idle", "the phase");
    report.say(await demo.text("settings-note"));
  });

  await report.step("Connect opens the connection", async () => {
    await demo.settings({ base: 3000, cap: 10000, jitter: "none" });
    await demo.button("Connect").click();
    await demo.phase("open");
  });

  await report.step("a message that is sent comes back as our own", async () => {
    await demo.send(FIRST);
    const row = await demo.fate(FIRST, "back");
    report.say(`"${FIRST}": ${row.answer}`);
    equal(await server.stored(FIRST), 1, "how often it is stored");
  });

  if (args.screenshots) await report.step("it looks right while open", () => pictures(demo, "open", args.screenshots, report));

  await report.step("a reset with the door shut: it waits, counts down, and tries again", async () => {
    equal(await demo.strike(/^refuse/), 200, "the server's answer to refuse");
    equal(await demo.strike(/^reset/), 200, "the server's answer to reset");
    await demo.phase("waiting");
    const begin = await until("a countdown", () => demo.countdown());
    await until("the countdown to go down", async () => (await demo.countdown()) < begin);
    await until("the second retry", async () => (await demo.text("retry")).startsWith("2 "));
    await demo.phase("waiting");
    equal(await demo.text("last-close"), "1006, no reason given", "the last close");
  });

  await report.step("a message sent meanwhile is queued", async () => {
    await demo.send(MEANWHILE);
    await demo.fate(MEANWHILE, "queued");
    equal(await demo.text("count-queued"), "1", "the queue's counter");
    equal(await server.stored(MEANWHILE), 0, "how often it is stored");
  });

  await report.step("it looks right in the middle of a reconnect", () => pictures(demo, "waiting", args.screenshots, report));

  await report.step("nothing on the page has moved for it", async () => {
    const now = await demo.places();
    equal(now.filter((place, i) => `${place}` !== `${places[i]}`), [], "what moved");
    equal(await demo.overflow("height"), 0, "by how much the page is higher than its window");
  });

  await report.step("it is back by itself, and the queued message arrived exactly once", async () => {
    await demo.phase("open");
    const row = await demo.fate(MEANWHILE, "back");
    report.say(`"${MEANWHILE}": ${row.answer}`);
    equal(await server.stored(MEANWHILE), 1, "how often it is stored");
    const shown = (await demo.messages()).filter(({ direction, text }) => direction === "in" && text === MEANWHILE);
    equal(shown.length, 1, "how often it came in");
    equal(await demo.text("count-queued"), "0", "the queue's counter");
  });

  await report.step("a close by the server is told with its code and reason", async () => {
    await demo.page.getByLabel("Close code").fill("4123");
    equal(await demo.strike(/^close with code/), 200, "the server's answer");
    await demo.phase("waiting");
    equal(await demo.text("last-close"), "4123 asked by the demo", "the last close");
  });

  await report.step("a close code that cannot be is refused by the server, in its words", async () => {
    await demo.page.getByLabel("Close code").fill("1005");
    equal(await demo.strike(/^close with code/), 400, "the server's answer");
    await untilSays("1005", () => demo.text("fault-status"));
    report.say(await demo.text("fault-status"));
  });

  await report.step("Reconnect now does not wait for the countdown", async () => {
    await demo.button("Reconnect now").click();
    await demo.phase("open");
    equal((await demo.text("retry")).split(" ")[0], "0", "the retries");
  });

  await report.step("a half-open link shows no event; what was sent into it is marked once it is given up", async () => {
    equal(await demo.strike(/^silent/), 200, "the server's answer");
    await demo.send(LOST);
    await demo.fate(LOST, "sent");
    equal(await demo.now(), "open", "the phase");
    await demo.button("Reconnect now").click();
    await demo.fate(LOST, "doubt");
    await demo.phase("open");
    equal(await server.stored(LOST), 0, "how often it is stored");
  });

  await report.step("every text meets AA contrast, light and dark", () =>
    everyLook(demo, async (look) => equal(await weakTexts(demo), [], `the weak texts at ${look}`)),
  );

  await report.step("Disconnect ends it: no countdown, no connection", async () => {
    const { connections } = await server.faults();
    await demo.button("Disconnect").click();
    await demo.phase("closed");
    equal(await demo.text("cause"), "closed by user", "the cause");
    equal(await demo.text("next"), "–", "the next attempt");
    await until("the server to have lost it", async () => (await server.faults()).connections < connections);
  });

  await report.step("Disconnect ends a wait, too", async () => {
    await demo.button("Connect").click();
    await demo.phase("open");
    equal(await demo.strike(/^drop/), 200, "the server's answer");
    await demo.phase("waiting");
    const { handshakes } = await server.faults();
    await demo.button("Disconnect").click();
    await demo.phase("closed");
    equal(await demo.text("next"), "–", "the next attempt");
    equal((await server.faults()).handshakes, handshakes, "the handshakes");
  });

  await report.step("Disconnect over a half-open link ends by its own deadline", async () => {
    await demo.button("Connect").click();
    await demo.phase("open");
    equal(await demo.strike(/^silent/), 200, "the server's answer");
    await demo.button("Disconnect").click();
    await demo.phase("closing");
    await demo.phase("closed");
    equal(await demo.text("cause"), "close timed out", "the cause");
  });

  await report.step("retries end where the settings say", async () => {
    await demo.settings({ base: 100, retries: 2 });
    await demo.button("Connect").click();
    await demo.phase("open");
    equal(await demo.strike(/^403/), 200, "the server's answer");
    equal(await demo.strike(/^close 1012/), 200, "the server's answer");
    await demo.phase("closed");
    equal(await demo.text("retry"), "2 of 2", "the retries");
    holds((await demo.text("cause")).endsWith("gave up after 2 retries"), "it does not say that it gave up");
    equal(await demo.text("next"), "–", "the next attempt");
    equal(await demo.strike(/^clear/), 200, "the server's answer");
  });

  await report.step("with reduced motion the timeline steps once a second", async () => {
    const lively = await timelineSteps(demo);
    await demo.page.emulateMedia({ reducedMotion: "reduce" });
    const calm = await timelineSteps(demo);
    report.say(`in 2 s it stood in ${lively} places, with reduced motion in ${calm}`);
    holds(lively > 6 && calm <= 4, "that is not it");
  });

  await report.check("the console shows network errors and no others", async () => equal(demo.problems, [], "the problems"));
  await demo.close();
}

async function byKeyboard() {
  report.begin("with the keyboard, 390 px wide");
  await server.clear();
  const demo = await DemoPage.open(browser, args.url, report, { viewport: { width: 390, height: 844 } });
  const { keyboard } = demo.page;
  const walkTo = (name) =>
    until(`the focus on ${name}`, async () => {
      await keyboard.press("Tab");
      return demo.page.evaluate((id) => document.activeElement.id === id || document.activeElement.dataset.fault === id, name);
    });

  await report.step("Tab reaches every control, in the order of the page, and shows where it is", async () => {
    const wanted = [
      ...["connect", "reconnect", "disconnect", "reset", "drop", "restart", "close", "close-code", "silent", "refuse", "hang", "forbid", "none"],
      ...["base", "cap", "jitter", "max-retries", "text", "send", "messages", "log"],
    ];
    equal(await tabThrough(demo), wanted, "the way of the focus");
  });

  await report.step("connect, send, break, come back and disconnect with the keyboard alone", async () => {
    await walkTo("connect");
    await keyboard.press("Enter");
    await demo.phase("open");
    equal(await demo.page.evaluate(() => document.activeElement.id), "connect", "the focus after Connect");

    await walkTo("text");
    await keyboard.type("typed");
    await keyboard.press("Enter");
    await demo.fate("typed", "back");

    await walkTo("restart");
    await keyboard.press("Space");
    await until("a second connection", async () => Number(await demo.text("count-attempts")) >= 2);
    await demo.phase("open");
    equal(await demo.text("last-close"), "1012 restart", "the last close");

    await walkTo("disconnect");
    await keyboard.press("Enter");
    await demo.phase("closed");
  });

  await report.check("the console shows no errors here either", async () => equal(demo.problems, [], "the problems"));
  await demo.close();
}
