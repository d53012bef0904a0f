// The picture of the README: the page in the middle of a reconnect, after a minute in which enough has happened.

import { same } from "../package/behaviour/expect.mjs";
import { until } from "../package/behaviour/wait.mjs";
import { DemoPage } from "./demo-page.mjs";

export async function stagePicture(browser, url, file) {
  const demo = await DemoPage.open(browser, url);
  await demo.settings({ base: 1000, cap: 10000, jitter: "equal" });
  await demo.button("Connect").click();
  await demo.phase("open");
  await sendAndSee(demo, "hello");

  await demo.strike(/^close 1012/);
  await until("a second connection", async () => (await demo.text("count-attempts")) === "2");
  await demo.phase("open");
  await sendAndSee(demo, "still here");
  await stable(demo);

  await demo.strike(/^close with code/);
  await until("a third connection", async () => (await demo.text("count-attempts")) === "3");
  await demo.phase("open");
  await stable(demo);

  await demo.strike(/^hang/);
  await demo.strike(/^drop/);
  await demo.phase("waiting");
  await demo.send("written in the tunnel");
  await demo.phase("open");
  await demo.fate("written in the tunnel", "back");
  await sendAndSee(demo, "out again");
  await stable(demo);

  await demo.strike(/^refuse/);
  await demo.strike(/^reset/);
  await demo.phase("waiting");
  await until("the third retry", async () => (await demo.text("retry")).startsWith("3 "));
  await demo.send("the wire is down, this one waits");
  await demo.fate("the wire is down, this one waits", "queued");
  await until("half of the countdown", async () => (await demo.countdown()) <= 1.6);
  await demo.page.mouse.move(0, 0);
  await demo.page.evaluate(() => document.activeElement.blur());
  await demo.page.screenshot({ path: file });
  same(await demo.now(), "waiting", "the phase in the picture");
  await demo.phase("open");
  same(demo.problems, [], "the problems");
  await demo.close();
}

/** The counter is at zero again once the connection has stayed open for long enough. */
function stable(demo) {
  return until("a stable connection", async () => (await demo.text("retry")).startsWith("0 "));
}

async function sendAndSee(demo, text) {
  await demo.send(text);
  await demo.fate(text, "back");
}
