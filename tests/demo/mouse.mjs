// The page in the hands of a person with a mouse, 1280 px wide: each fault, the policy, messages, the log.

import { readFile } from "node:fs/promises";
import { ok, same } from "../package/behaviour/expect.mjs";
import { until } from "../package/behaviour/wait.mjs";
import { journey, note, test } from "../package/lib/report.mjs";
import { DemoPage, serverState } from "./demo-page.mjs";
import { everyLook, timelineSteps, weakTexts, weakUnderPointer } from "./looks.mjs";

export async function byMouse(browser, url) {
  const journeyStep = journey("with the mouse, 1280 px wide");
  const step = (name, body) => journeyStep(`mouse: ${name}`, body);
  const demo = await DemoPage.open(browser, url);

  await step("a message arrives in both lanes", async () => {
    for (const lane of ["plain", "everwire"]) await demo.open(lane);
    await demo.send("first light");
    await demo.fate("first light", "back", "back");
  });

  await step("the door is shut: both wait, and a message is dropped in the plain lane", async () => {
    same(await demo.strike(/^refuse/), 200, "the server's answer to refuse");
    same(await demo.strike(/^reset/), 200, "the server's answer to reset");
    // At once: the door is shut for five seconds.
    await demo.send("sent while down");
    await demo.fate("sent while down", "dropped");
    for (const lane of ["plain", "everwire"]) await demo.logs(lane, "waiting", "next try in");
  });

  await step("back by itself, everwire delivers it; the plain lane has lost, in the server's count too", async () => {
    await demo.fate("sent while down", "dropped", "back");
    for (const lane of ["plain", "everwire"]) await demo.open(lane);
    await demo.lane("plain", "lost", (lost) => lost > 8);
    same([await demo.count("everwire", "lost"), await demo.count("everwire", "doubled")], [0, 0], "everwire");
    await demo.lane("everwire", "resumed", (resumed) => resumed > 0);
  });

  await step("a close by the server is told with its code and reason", async () => {
    await demo.page.getByLabel("Close code").fill("4123");
    same(await demo.strike(/^close with code/), 200, "the server's answer");
    await demo.logs("everwire", "waiting", "4123 asked by the demo");
    await demo.logs("plain", "waiting", "closed with 4123");
    for (const lane of ["plain", "everwire"]) await demo.open(lane);
  });

  await step("a close code that cannot be is refused by the server, in its words", async () => {
    await demo.page.getByLabel("Close code").fill("1005");
    same(await demo.strike(/^close with code/), 400, "the server's answer");
    await demo.says("fault-status", "1005");
    ok((await demo.heard()).at(-1).includes("1005"), "a screen reader hears it");
  });

  await step("a half-open link: everwire's heartbeat finds out, the plain lane looks open and hears nothing", async () => {
    same(await demo.strike(/^silent/), 200, "the server's answer");
    await demo.lane("plain", "cause", "nothing has come");
    await demo.logs("everwire", "waiting", "heartbeat timed out");
    await demo.open("everwire");
    same(await demo.part("plain", "phase"), "open", "the plain lane's phase");
    await demo.lane("plain", "cause", "nothing has come");
    same(await demo.count("everwire", "lost"), 0, "what everwire lost");
  });

  await step("the chart follows the sliders, and what the library draws is within the band, whatever the jitter", async () => {
    const chart = demo.page.locator("#backoff");
    const said = () => chart.getAttribute("aria-label");
    for (const jitter of ["equal", "decorrelated", "none", "full"]) {
      const before = await said();
      await demo.set("jitter", jitter);
      await until(`another chart for ${jitter}`, async () => (await said()) !== before && (await chart.getAttribute("data-drawn")) === "120");
      same(await chart.getAttribute("data-outside"), "0", `draws outside of the band of ${jitter}`);
      note(await said());
    }
    await demo.set("first delay", 50);
    await until("the new first delay", async () => (await said()).includes("retry 1 from 0 ms to 50 ms"));
    await demo.set("retries", 2);
    await until("no more than two retries", async () => (await chart.getAttribute("data-drawn")) === "24");
    await demo.says("settings-note", "next connection");
  });

  await step("the new policy is used when one says so: a fresh start for both lanes", async () => {
    await demo.button("Apply these settings").click();
    await demo.says("settings-note", "These settings are in use");
    for (const lane of ["plain", "everwire"]) await demo.open(lane);
    for (const lane of ["plain", "everwire"]) same(await demo.count(lane, "lost"), 0, `what ${lane} has lost`);
  });

  await step("retries end where the policy says, and Connect delivers what was kept", async () => {
    same(await demo.strike(/^403/), 200, "the server's answer");
    same(await demo.strike(/^drop/), 200, "the server's answer");
    await demo.lane("everwire", "cause", "gave up after 2 retries");
    await demo.send("after the end");
    // The plain lane goes on trying, and may be open by now.
    await demo.fate("after the end", undefined, "queued");
    ok((await demo.count("everwire", "waiting")) > 0, "everwire has it in its queue");
    same(await demo.count("plain", "waiting"), 0, "the plain lane's queue");
    same(await demo.strike(/^clear/), 200, "the server's answer");
    await demo.button("Connect").click();
    await demo.fate("after the end", undefined, "back");
    await demo.open("everwire");
    same(await demo.count("everwire", "lost"), 0, "what everwire lost");
  });

  await step("Disconnect ends it, and says so", async () => {
    // Without a limit from here on: how many tries the next steps take is not theirs to know.
    await demo.set("retries", 21);
    await demo.button("Apply these settings").click();
    await demo.open("everwire");
    await demo.button("Disconnect").click();
    await demo.lane("everwire", "phase", "closed");
    await demo.lane("everwire", "cause", "closed by user");
    await demo.button("Connect").click();
    await demo.open("everwire");
  });

  await step("a hung handshake is given up; Reconnect now does not wait", async () => {
    same(await demo.strike(/^hang/), 200, "the server's answer");
    await demo.button("Reconnect now").click();
    await demo.lane("everwire", "phase", "connecting");
    same(await demo.strike(/^clear/), 200, "the server's answer");
    await demo.button("Reconnect now").click();
    await demo.open("everwire");
  });

  await step("a screen reader heard of each fault and of the way back, and of no countdown", async () => {
    const heard = await demo.heard();
    const wanted = ["New connections are refused for 5 seconds.", "New connections are let in.", "Fault: reset.", "Fault: half-open."];
    same(wanted.filter((words) => !heard.includes(words)), [], "what was not heard");
    same(heard.filter((words) => /\d s\b/.test(words)), [], "countdowns");
  });

  await step("the log can be taken away: every transition, every fault, the policy and the counts", async () => {
    const download = demo.page.waitForEvent("download");
    await demo.button("Download as JSON").click();
    const { policy, counts, log } = JSON.parse(await readFile(await (await download).path(), "utf8"));
    same(policy.minReconnectionDelay, 50, "the first delay");
    same(counts.map(({ lane, lost }) => [lane, lane === "everwire" ? lost : 0]), [["plain", 0], ["everwire", 0]], "the counts");
    const has = (wanted) => log.some((entry) => Object.entries(wanted).every(([name, value]) => entry[name] === value));
    ok(has({ lane: "everwire", phase: "waiting", cause: "heartbeat timed out" }), "the heartbeat's end");
    ok(has({ lane: "plain", phase: "waiting", cause: "closed with 4123" }), "the plain lane's close");
    ok(has({ fault: "half-open" }), "the fault");
    ok(log.every(({ at }) => !Number.isNaN(Date.parse(at))), "times");
  });

  await step("the server panel says what the server says, one node or several", async () => {
    const { max_connections, node } = await serverState(url);
    await demo.says("server-sockets", `of ${max_connections}`);
    await demo.says("server-nodes", `${node} (this one)`);
    await demo.page.route("**/state", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), nodes: ["left", "right", node] } });
    });
    await demo.says("server-nodes", "left\nright");
  });

  await step("every text meets AA contrast, light and dark, under the pointer too; nothing scrolls sideways", () =>
    everyLook(demo, async (look) => {
      same(await weakTexts(demo), [], `the weak texts at ${look}`);
      same(await demo.overflow(), 0, `the overflow at ${look}`);
      if (/^1280/.test(look)) same(await weakUnderPointer(demo), [], `the weak texts under the pointer at ${look}`);
    }),
  );

  await step("lists of terms hold terms and nothing else", async () =>
    same(await demo.page.locator("dl > :not(dt, dd, div), dl > div > :not(dt, dd), dl > div:not(:has(dt))").count(), 0, "others"),
  );

  await step("with reduced motion the timeline steps once a second", async () => {
    const lively = await timelineSteps(demo);
    await demo.page.emulateMedia({ reducedMotion: "reduce" });
    const calm = await timelineSteps(demo);
    note(`in 2 s it stood in ${lively} places, with reduced motion in ${calm}`);
    ok(lively > 6 && calm <= 4, "many places, and with reduced motion few");
  });

  await test("mouse: the console shows network errors and no others", async () => same(demo.problems, [], "the problems"));
  await demo.close();
}
