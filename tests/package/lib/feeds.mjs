// The feeds of a framework's page, driven from here: mounted, changed, taken away, and what they show.

import { until } from "../behaviour/wait.mjs";

/** Runs in the page, before anything else there. */
function prepare() {
  globalThis.mounted = {};
  globalThis.calls = [];
  globalThis.callbacks = (id) => ({
    onOpen: () => calls.push(`${id} open`),
    onMessage: ({ data }) => calls.push(`${id} message ${data}`),
    onError: () => calls.push(`${id} error`),
    onClose: ({ code }) => calls.push(`${id} close ${code}`),
  });
  globalThis.target = (id) => {
    const div = Object.assign(document.createElement("div"), { id });
    document.body.append(div);
    return div;
  };
  globalThis.shown = (id) => {
    const text = (name) => document.querySelector(`#${id} .${name}`)?.textContent;
    const items = [...document.querySelectorAll(`#${id} li`)].map(({ textContent }) => textContent);
    const fields = ["connected", "reconnecting", "phase", "error", "last", "oldest", "count"];
    return { ...Object.fromEntries(fields.map((name) => [name, text(name)])), items };
  };
}

/** Opens the page of a framework at `url`. */
export async function openFeeds(browser, url) {
  const page = await browser.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // That a connection failed is what the browser itself says.
    if (["error", "warning"].includes(message.type()) && !/WebSocket connection to/.test(message.text()))
      complaints.push(message.text());
  });
  await page.addInitScript(prepare);
  await page.goto(url);
  return new Feeds(page, complaints);
}

class Feeds {
  constructor(page, complaints) {
    this.page = page;
    /** What was thrown at nobody, and what the framework warned of. */
    this.complaints = complaints;
  }

  /** Mounts a feed as an app of its own. */
  async mount(id, url, options = {}, how = "mount") {
    const mount = ({ id, url, options, how }) => {
      const props = { url, options: { ...callbacks(id), ...options } };
      mounted[id] = app[how](document.getElementById(id) ?? target(id), props);
    };
    await this.page.evaluate(mount, { id, url, options, how });
  }

  set(id, changes) {
    return this.page.evaluate(({ id, changes }) => void mounted[id].set(changes), { id, changes });
  }

  /** Gives it other options, with callbacks of their own under the name `as`. */
  setOptions(id, options, as) {
    const change = ({ id, options, as }) => void mounted[id].set({ options: { ...callbacks(as), ...options } });
    return this.page.evaluate(change, { id, options, as });
  }

  /** Takes them away, one after the other, in one go. */
  unmount(...ids) {
    return this.page.evaluate((ids) => ids.forEach((id) => mounted[id].unmount()), ids);
  }

  click(id, button) {
    return this.page.evaluate(({ id, button }) => document.querySelector(`#${id} .${button}`).click(), { id, button });
  }

  shown(id) {
    return this.page.evaluate((id) => shown(id), id);
  }

  /** What the callbacks of this feed were called with, in order. */
  calls(id) {
    return this.page.evaluate((id) => calls.filter((call) => call.startsWith(`${id} `)), id);
  }

  /** Lets the page go on for so many frames. */
  frames(count) {
    return this.page.evaluate(async (count) => {
      for (let n = 0; n < count; n++) await new Promise(requestAnimationFrame);
    }, count);
  }

  async called(id, call) {
    await until(`${id} to be called with ${call}`, async () => (await this.calls(id)).includes(`${id} ${call}`));
  }

  /** Waits until a feed shows these. */
  async shows(id, expected) {
    let last;
    await until(
      () => `${id} to show ${JSON.stringify(expected)}; it showed ${JSON.stringify(last)}`,
      async () => {
        last = await this.shown(id);
        return Object.entries(expected).every(([name, value]) => last[name] === value);
      },
    );
    return last;
  }
}
