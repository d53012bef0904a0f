// The picture of the README: the page at the end of a whole storm.

import { ok, same } from "../package/behaviour/expect.mjs";
import { DemoPage } from "./demo-page.mjs";

export async function stagePicture(browser, url, file) {
  const demo = await DemoPage.open(browser, url, { viewport: { width: 1280, height: 640 } });
  for (const lane of ["plain", "everwire"]) await demo.open(lane);
  await demo.button("Start the storm").click();
  const { plain, everwire } = await demo.verdict();
  same(everwire, { lost: 0, doubled: 0 }, "everwire");
  ok(plain.lost > 0, "the plain lane has lost");
  await demo.lane("plain", "lost", (lost) => lost >= plain.lost);
  await demo.page.mouse.move(0, 0);
  await demo.page.evaluate(() => document.activeElement.blur());
  await demo.page.screenshot({ path: file });
  same(demo.problems, [], "the problems");
  await demo.close();
}
