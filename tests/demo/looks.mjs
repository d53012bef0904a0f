// How the page looks and behaves to those who need it to: contrast in both colour schemes, calm where motion is
// unwelcome, and a visible focus on everything that the keyboard reaches.

import { ok } from "../package/behaviour/expect.mjs";

const WIDTHS = [
  { width: 1280, height: 800 },
  { width: 800, height: 900 },
  { width: 390, height: 844 },
  { width: 320, height: 640 },
];
const SCHEMES = ["light", "dark"];
const AA = 4.5;

/** Runs `look` at every width in every colour scheme, then goes back to 1280 in light. */
export async function everyLook(demo, look) {
  for (const viewport of WIDTHS) {
    await demo.page.setViewportSize(viewport);
    for (const colorScheme of SCHEMES) {
      await demo.page.emulateMedia({ colorScheme });
      await look(`${viewport.width}-${colorScheme}`);
    }
  }
  await demo.page.setViewportSize(WIDTHS[0]);
  await demo.page.emulateMedia({ colorScheme: "light" });
}

/** Every text in `root` that is too weak against its ground, as `ratio text`; what a field says or asks for too. */
export function weakTexts(demo, root = demo.page.locator("body")) {
  return root.evaluate((root, least) => {
    const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
    const luminance = ([r, g, b]) => {
      const [R, G, B] = [r, g, b].map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * R + 0.7152 * G + 0.0722 * B;
    };
    const ground = (node) => {
      for (let at = node; at; at = at.parentElement) {
        const colour = channels(getComputedStyle(at).backgroundColor);
        if (colour.length === 3 || colour[3] === 1) return colour;
      }
      return [255, 255, 255];
    };
    const weak = [];
    const judge = (text, colour, node) => {
      const [a, b] = [luminance(channels(colour)), luminance(ground(node))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < least) weak.push(`${ratio.toFixed(2)} ${text}`);
    };
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode.parentElement;
      const text = texts.currentNode.data.trim();
      if (!text || !node.checkVisibility() || node.closest("noscript, option")) continue;
      const style = getComputedStyle(node);
      judge(text, node.closest("svg") ? style.fill : style.color, node);
    }
    const fields = [root, ...root.querySelectorAll("input, select")].filter((node) => node.matches("input:not([type=range]), select"));
    for (const field of fields) {
      judge(field.value, getComputedStyle(field).color, field);
      if (!field.placeholder) continue;
      const { color, opacity } = getComputedStyle(field, "::placeholder");
      judge(field.placeholder, color, field);
      if (opacity !== "1") weak.push(`opacity ${opacity} ${field.placeholder}`);
    }
    return weak;
  }, AA);
}

/** The same for everything that can be pointed at, while the pointer is over it. */
export async function weakUnderPointer(demo) {
  const weak = [];
  for (const target of await demo.page.locator("button, input, select, a").all()) {
    await target.hover();
    ok(await target.evaluate((node) => node.matches(":hover")), "the pointer is over it");
    weak.push(...(await weakTexts(demo, target)));
  }
  await demo.page.mouse.move(0, 0);
  return weak;
}

/** In how many different places the timeline stands during two seconds. */
export function timelineSteps(demo) {
  return demo.page.evaluate(async () => {
    const moving = document.querySelector("#plot svg g");
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const seen = new Set();
    const begin = await frame();
    while ((await frame()) - begin < 2000) seen.add(moving.getAttribute("transform"));
    return seen.size;
  });
}

/** Goes through the page by Tab until the focus leaves it; returns what was reached, and demands that it shows. */
export async function tabThrough(demo) {
  const reached = [];
  for (let i = 0; i < 80; i += 1) {
    await demo.page.keyboard.press("Tab");
    const stop = await demo.page.evaluate(() => {
      const node = document.activeElement;
      if (node === document.body) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(node);
      return { name: node.id || node.dataset.fault || node.textContent, shown: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 };
    });
    if (stop === null || stop.name === reached[0]) break;
    ok(stop.shown, `the focus on ${stop.name} can be seen`);
    reached.push(stop.name);
  }
  return reached;
}
