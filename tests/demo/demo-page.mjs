// The demo page as its user sees and uses it: by what is written on it, by its buttons and fields, by the keyboard.

import { until } from "../package/behaviour/wait.mjs";
import { note } from "../package/lib/report.mjs";

export const CONVERSATION = "00000000-0000-4000-8000-000000000000";

/** What Chromium itself logs when a connection is refused, cut or answered 403, and when the fault API says no. */
const NETWORK = /^WebSocket connection to 'ws:\S+' failed|^Failed to load resource: the server responded with a status of 400/;

export class DemoPage {
  /** Console errors and exceptions that have no business on this page. */
  problems = [];
  #page;
  #told = new Set();

  static async open(browser, url, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: "light", ...options });
    const demo = new DemoPage(await context.newPage());
    await demo.#page.goto(url);
    await demo.#listen();
    await demo.phase("idle");
    return demo;
  }

  constructor(page) {
    this.#page = page;
    page.on("pageerror", (error) => this.problems.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !NETWORK.test(message.text())) this.problems.push(message.text());
    });
  }

  /** Hears what a screen reader would: each new text of a live region. */
  #listen() {
    return this.#page.evaluate(() => {
      globalThis.heard = [];
      for (const region of document.querySelectorAll("[role=status], [role=alert], [aria-live]")) {
        let last = region.textContent;
        const hear = () => region.textContent !== last && heard.push((last = region.textContent));
        new MutationObserver(hear).observe(region, { subtree: true, childList: true, characterData: true });
      }
    });
  }

  /** What was heard so far. */
  async heard() {
    return (await this.#page.evaluate(() => globalThis.heard)).map((words) => words.trim());
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

  /** A number or word of the state card and the counters, by the id of its place. */
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

  now() {
    return this.text("phase");
  }

  /** Waits until the page says that it is in this phase. */
  async phase(name, limitMs = 30_000) {
    await this.#page.locator("#phase", { hasText: new RegExp(`^${name}$`) }).waitFor({ timeout: limitMs });
    await this.tell();
  }

  /** Reports the transitions and faults that the log shows and that were not reported yet. */
  async tell() {
    const rows = await this.#page.locator("#log .row").evaluateAll((nodes) =>
      nodes.map((node) => {
        const at = (part) => node.querySelector(part).textContent.trim();
        const { cause, attempt } = node.dataset;
        return { at: at("time"), phase: at(".name"), cause: cause ?? at(".why"), attempt, more: at(".why") };
      }),
    );
    const key = (row) => `${row.at} ${row.phase} ${row.more}`;
    const fresh = rows.reverse().filter((row) => !this.#told.has(key(row)));
    for (const row of fresh) {
      this.#told.add(key(row));
      const { at, phase, cause, attempt, more } = row;
      const known = attempt === undefined ? cause : `cause: ${cause}; attempt: ${attempt}; shown as: ${more}`;
      note(`${at}  ${phase.padEnd(10)}  ${known}`);
    }
  }

  /** The rows of the message list, newest first. */
  messages() {
    return this.#page.locator("#messages .row").evaluateAll((nodes) =>
      nodes.map((node) => ({
        direction: node.classList.contains("out") ? "out" : "in",
        text: node.querySelector(".text").textContent,
        answer: node.querySelector(".answer").textContent,
        fate: node.querySelector(".answer").dataset.answer,
      })),
    );
  }

  /** Waits for the row of an outgoing message to have this fate. */
  fate(text, fate) {
    return until(`"${text}" to be ${fate}`, async () =>
      (await this.messages()).find((row) => row.direction === "out" && row.text === text && row.fate === fate),
    );
  }

  async send(text) {
    await this.#page.getByLabel("Message to send").fill(text);
    await this.button("Send").click();
  }

  /** Presses a fault button and waits for the server's answer, so that the fault is in place. */
  async strike(name) {
    const answered = this.#page.waitForResponse((response) => response.url().endsWith("/faults"));
    await this.button(name).click();
    return (await answered).status();
  }

  async settings({ base, cap, jitter, retries }) {
    if (base !== undefined) await this.#page.getByLabel("base delay").fill(String(base));
    if (cap !== undefined) await this.#page.getByLabel("cap").fill(String(cap));
    if (jitter !== undefined) await this.#page.getByLabel("jitter").selectOption(jitter);
    if (retries !== undefined) await this.#page.getByLabel("max retries").fill(String(retries));
  }

  /** Seconds until the next attempt, as the page counts them down; null where it shows none. */
  async countdown() {
    const shown = /^in ([\d.]+) s$/.exec(await this.text("next"));
    return shown && Number(shown[1]);
  }

  /** Pixels by which the page is wider (or higher) than its window. */
  overflow(side = "width") {
    return this.#page.evaluate(
      (along) => (along === "width" ? document.documentElement.scrollWidth - innerWidth : document.documentElement.scrollHeight - innerHeight),
      side,
    );
  }

  /** Where the fixed parts of the page stand: nothing that happens may move them. */
  places() {
    return this.#page.evaluate(() => {
      const ids = ["cause", "next", "meter", "retry", "last-close", "error", "connect", "plot", "text", "log", "settings", "fault-status"];
      return ids.map((id) => {
        const { x, y, width, height } = document.getElementById(id).getBoundingClientRect();
        return id === "log" ? [id, x, width] : id === "meter" ? [id, x, y] : [id, x, y, width, height];
      });
    });
  }
}

/** What the mock server holds and says about itself. */
export class Server {
  #url;

  constructor(url) {
    this.#url = url.replace(/\/$/, "");
  }

  async faults() {
    return (await fetch(`${this.#url}/faults`)).json();
  }

  async clear() {
    await fetch(`${this.#url}/faults`, { method: "POST", headers: { "content-type": "application/json" }, body: '{"kind":"none"}' });
  }

  /** How often a message with this text was stored. */
  async stored(text) {
    const response = await fetch(`${this.#url}/api/conversations/${CONVERSATION}/events/search?limit=100`);
    const { items } = await response.json();
    return items.filter((event) => event.llm_message?.content?.[0]?.text === text).length;
  }
}
