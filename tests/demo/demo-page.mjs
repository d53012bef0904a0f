// The demo page as its user sees and uses it: by what is written on it, by its buttons and fields, by the keyboard.

import { until } from "../package/behaviour/wait.mjs";

/** What Chromium itself logs when a connection is refused, cut or answered 403, and when the fault API says no. */
const NETWORK = /^WebSocket connection to 'ws:\S+' failed|^Failed to load resource: the server responded with a status of 400/;

/** More than a storm of fifteen seconds and what both lanes need after it. */
const STORM_LIMIT_MS = 100_000;

export class DemoPage {
  /** Console errors and exceptions that have no business on this page. */
  problems = [];
  #page;

  static async open(browser, url, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: "light", ...options });
    const demo = new DemoPage(await context.newPage());
    await demo.#page.addInitScript(listen);
    await demo.#page.goto(url);
    return demo;
  }

  constructor(page) {
    this.#page = page;
    page.on("pageerror", (error) => this.problems.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !NETWORK.test(message.text())) this.problems.push(message.text());
    });
  }

  /** What a screen reader heard so far: each new text of a live region. */
  async heard() {
    return (await this.#page.evaluate(() => globalThis.heard)).map((words) => words.trim());
  }

  /** How far the layout has shifted since the page was opened, and what moved. */
  shifts() {
    return this.#page.evaluate(() => globalThis.shifts());
  }

  get page() {
    return this.#page;
  }

  close() {
    return this.#page.context().close();
  }

  button(name) {
    return this.#page.getByRole("button", { name, exact: true });
  }

  /** The text in the place with this id. */
  text(id) {
    return this.#page.locator(`#${id}`).innerText();
  }

  /** Waits until the text in the place with this id has `part` in it. */
  async says(id, part) {
    let said;
    await until(
      () => `"${part}" in #${id}; it says: ${said}`,
      async () => (said = await this.text(id)).includes(part),
    );
  }

  /** A word of a lane's card. */
  part(lane, name) {
    return this.#page.locator(`#lane-${lane} [data-part=${name}]`).innerText();
  }

  async count(lane, name) {
    return Number(await this.part(lane, name));
  }

  /** Waits until a lane's card says this. */
  async lane(lane, name, wanted) {
    let said;
    await until(
      () => `${name} of ${lane} to be ${wanted}; it is ${said}`,
      async () => {
        said = await this.part(lane, name);
        return typeof wanted === "string" ? said.includes(wanted) : wanted(Number(said));
      },
    );
  }

  async open(lane) {
    await this.lane(lane, "phase", "open");
    const before = await this.count(lane, "received");
    await this.lane(lane, "received", (now) => now > before);
  }

  /** The rows of the transition log, oldest first. */
  log() {
    return this.#page.locator("#log .row").evaluateAll((nodes) =>
      nodes.map((node) => ({
        lane: node.querySelector(".lane-of").textContent,
        phase: node.querySelector(".name").textContent.trim(),
        why: node.querySelector(".why").textContent,
      })),
    );
  }

  logs(lane, phase, why) {
    return until(`the log to say that ${lane} is ${phase}: ${why}`, async () =>
      (await this.log()).find((row) => row.lane === lane && row.phase === phase && row.why.includes(why)),
    );
  }

  async send(text) {
    await this.#page.getByLabel("Message to send").fill(text);
    await this.button("Send").click();
  }

  /** Waits for what the page says about a message in both lanes; undefined: whatever it says. */
  fate(text, ...wanted) {
    let said;
    return until(
      () => `"${text}" to be ${wanted}; it is ${said}`,
      async () => {
        said = await this.#page
          .locator("#messages .row", { hasText: text })
          .locator(".answer")
          .evaluateAll((nodes) => nodes.map((node) => node.dataset.answer));
        return said.length > 0 && wanted.every((fate, lane) => fate === undefined || fate === said[lane]);
      },
    );
  }

  /** Presses a fault button and waits for the server's answer, so that the fault is in place. */
  async strike(name) {
    const answered = this.#page.waitForResponse((response) => response.url().endsWith("/faults"));
    await this.button(name).click();
    return (await answered).status();
  }

  /** Moves a slider, or chooses, as a person would: by its label. */
  async set(label, value) {
    const field = this.#page.getByLabel(label);
    if ((await field.evaluate((node) => node.tagName)) === "SELECT") await field.selectOption(value);
    else await field.fill(String(value));
  }

  /** Waits for the end of a storm and returns its verdict, by lane. */
  async verdict() {
    const hero = this.#page.locator("#hero[data-storm=over]");
    await hero.waitFor({ timeout: STORM_LIMIT_MS });
    const { plainLost, plainDoubled, everwireLost, everwireDoubled } = await hero.evaluate((node) => ({ ...node.dataset }));
    const whole = (text) => (text === undefined ? NaN : Number(text));
    return {
      plain: { lost: whole(plainLost), doubled: whole(plainDoubled) },
      everwire: { lost: whole(everwireLost), doubled: whole(everwireDoubled) },
      words: await this.text("storm-caption"),
    };
  }

  /** Pixels by which the page is wider than its window. */
  overflow() {
    return this.#page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  }
}

/** Runs in the page before its own scripts. */
function listen() {
  globalThis.heard = [];
  const entries = [];
  const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  globalThis.shifts = () => {
    entries.push(...observer.takeRecords());
    const what = ({ node }) => (node ? `${node.nodeName} ${node.id || node.className || node.data}` : "a node that is gone");
    return { sum: entries.reduce((sum, { value }) => sum + value, 0), moved: entries.flatMap(({ sources }) => sources.map(what)) };
  };
  addEventListener("DOMContentLoaded", () => {
    for (const region of document.querySelectorAll("[role=status], [role=alert], [aria-live]")) {
      let last = region.textContent;
      const hear = () => region.textContent !== last && heard.push((last = region.textContent));
      new MutationObserver(hear).observe(region, { subtree: true, childList: true, characterData: true });
    }
  });
}

/** What the mock server says about itself. */
export async function serverState(url) {
  return (await fetch(new URL("/state", url))).json();
}
