// What the page says of itself: offline and online, hidden and visible, frozen and back, asleep and awake. In Node, where
// there is no page, something stands for it.

import { equal, ok, same } from "./expect.mjs";
import { fakeClass, onFake } from "./fakes.mjs";

/** Somewhere that cannot be reached without a network. */
const AWAY = "wss://example.test/";
/** No attempt comes by itself while a test looks. */
const SLOW = { minReconnectionDelay: 60_000, maxReconnectionDelay: 60_000, jitter: "none" };
const LISTENED_TO = ["freeze", "offline", "online", "pagehide", "pageshow", "resume", "visibilitychange"];
const HEARTBEAT = { message: "ping", interval: 60_000, timeout: 60_000 };

const isDocumentEvent = (type) => ["freeze", "resume", "visibilitychange"].includes(type);

/** The page while `body` runs. */
async function withPage(body) {
  const undo = [];
  const replace = (object, name, descriptor) => {
    const before = Object.getOwnPropertyDescriptor(object, name);
    Object.defineProperty(object, name, { configurable: true, ...descriptor });
    undo.unshift(() => (before ? Object.defineProperty(object, name, before) : delete object[name]));
  };
  const hasPage = typeof document !== "undefined";
  const window = hasPage ? globalThis : new EventTarget();
  const own = { document: hasPage ? document : {}, navigator: hasPage ? navigator : {} };
  if (!hasPage) for (const name of ["document", "navigator"]) replace(globalThis, name, { value: own[name], writable: true });

  const listeners = new Set();
  const shown = (type, capture) => `${type} ${capture}`;
  for (const [name, note] of [["addEventListener", "add"], ["removeEventListener", "delete"]]) {
    const real = EventTarget.prototype[name];
    const value = (type, listener, capture) => {
      if (LISTENED_TO.includes(type)) listeners[note](shown(type, capture));
      // Node 20 removes no listener that is named by a boolean.
      return real.call(window, type, listener, { capture });
    };
    replace(globalThis, name, { value, writable: true });
  }
  let [online, visibility, ahead] = [true, "visible", 0];
  const realNow = Date.now;
  replace(own.navigator, "onLine", { get: () => online });
  replace(own.document, "visibilityState", { get: () => visibility });
  replace(own.document, "hidden", { get: () => visibility === "hidden" });
  replace(Date, "now", { value: () => realNow() + ahead, writable: true });
  const page = {
    hasPage,
    listeners,
    /** What it says; the document's own events come from there. */
    say(...types) {
      for (const type of types) {
        if (type === "offline" || type === "online") online = type === "online";
        if (type === "hidden" || type === "visible") visibility = type;
        const event = type === "hidden" || type === "visible" ? "visibilitychange" : type;
        (hasPage && isDocumentEvent(event) ? document : window).dispatchEvent(new Event(event, { bubbles: true }));
      }
    },
    /** It changes, and nobody says so. */
    isOnline: (is) => (online = is),
    /** The machine sleeps for so many ms: wall time goes on without the page's clock. */
    sleeps: (ms) => (ahead += ms),
  };
  try {
    await body(page);
  } finally {
    for (const back of undo) back();
  }
}

/** A test on a page, with a client on a fake class. */
const onPage = (options, body, url = AWAY) => (env) =>
  withPage(async (page) => {
    const fake = onFake(env, options, fakeClass(), url);
    await body({ ...env, ...fake, page });
    // It must not hear what the page says after this.
    fake.socket.close();
    for (const one of fake.Fake.made) if (one.readyState < 3) one.end(1005, "", true);
  });

const lost = async ({ open, seen }, n = 1) => {
  (await open(n)).end(1006);
  await seen.nth("close", n);
};

const shape = ({ phase, cause, paused, nextAttemptAt }) => [phase, cause, paused, nextAttemptAt === null];

export const tests = {
  "offline while it waits: it pauses; online: it attempts at once, exactly once": onPage(SLOW, async (test) => {
    const { socket, Fake, made, page } = test;
    await lost(test);
    same(shape(socket.state), ["waiting", "connection lost", false, false], "before");
    page.say("offline");
    same(shape(socket.state), ["waiting", "offline", true, true], "offline");
    equal(socket.state.isReconnecting, true, "isReconnecting");
    page.say("offline", "online", "online", "visible", "pageshow", "resume");
    const second = await made(2);
    same(shape(socket.state), ["connecting", "online", false, true], "online");
    second.open();
    await test.seen.nth("open", 2);
    equal(Fake.made.length, 2, "attempts");
  }),

  "a connection that is lost while offline waits for the network, not for a time": onPage({}, async (test) => {
    const { socket, made, page } = test;
    const link = await test.open(1);
    page.say("offline");
    equal(socket.state.phase, "open", "offline does not end a connection");
    link.end(1006);
    same(shape(socket.state), ["waiting", "connection lost", true, true], "after the loss");
    page.say("online");
    await made(2);
  }),

  "attempts that fail while offline are none: maxRetries has them all later": onPage({ maxRetries: 2 }, async (test) => {
    const { socket, seen, made, page } = test;
    await lost(test);
    const second = await made(2);
    equal(socket.retryCount, 1, "retryCount");
    page.say("offline");
    second.end(1006);
    same(shape(socket.state), ["waiting", "handshake failed", true, true], "paused");
    equal(socket.retryCount, 1, "retryCount: that was none");
    page.say("online");
    (await made(3)).end(1006);
    await seen.nth("close", 3);
    (await made(4)).end(1006);
    await seen.reaches("closed", ({ phase }) => phase === "closed");
  }),

  "a page that is offline from the start: one attempt, then it waits": (env) =>
    withPage(async (page) => {
      page.isOnline(false);
      const { socket, made } = onFake(env, {}, fakeClass(), AWAY);
      (await made(1)).end(1006);
      same(shape(socket.state), ["waiting", "handshake failed", true, true], "paused");
      page.say("online");
      (await made(2)).open();
      socket.close();
    }),

  "what leads to this machine is not paused by offline": async (env) => {
    for (const url of ["ws://127.0.0.1:9/", "ws://localhost:9/", "ws://[::1]:9/"]) {
      await onPage(
        {},
        async (test) => {
          test.page.say("offline");
          await lost(test);
          (await test.made(2)).open();
          await test.seen.nth("open", 2);
        },
        url,
      )(env);
    }
  },

  "frozen while it waits: it pauses; resumed or shown again: it attempts at once, once": async (env) => {
    for (const [away, back] of [["freeze", "resume"], ["pagehide", "pageshow"], ["pagehide", "visible"]]) {
      await onPage(SLOW, async (test) => {
        const { socket, Fake, made, page } = test;
        await lost(test);
        page.say(away);
        same(shape(socket.state), ["waiting", "frozen", true, true], away);
        page.say(back, "resume", "pageshow", "visible", "online");
        (await made(2)).open();
        await test.seen.nth("open", 2);
        const { state } = test.seen.of("statechange")[4];
        equal(`${state.phase} (${state.cause})`, `connecting (${back === "visible" ? back : "resumed"})`, `after ${back}`);
        equal(Fake.made.length, 2, "attempts");
      })(env);
    }
  },

  "offline and frozen: both have to be over": onPage(SLOW, async (test) => {
    const { socket, Fake, made, page } = test;
    await lost(test);
    page.say("offline", "freeze", "resume");
    same([socket.state.phase, socket.state.paused, Fake.made.length], ["waiting", true, 1], "resumed, but offline");
    page.say("online");
    await made(2);
  }),

  "seen again while it waits: it attempts at once": onPage(SLOW, async (test) => {
    const { socket, Fake, made, page } = test;
    await lost(test);
    page.say("hidden");
    same(shape(socket.state), ["waiting", "connection lost", false, false], "hidden changes nothing");
    page.say("visible", "visible");
    await made(2);
    equal(socket.state.cause, "visible", "the cause");
    equal(Fake.made.length, 2, "attempts");
  }),

  "back with an open connection: it is probed exactly once": async (env) => {
    for (const back of [["visible"], ["resume"], ["pageshow"], ["online"], ["resume", "pageshow", "visible", "online"]]) {
      await onPage({ heartbeat: HEARTBEAT }, async ({ open, socket, Fake, page }) => {
        const link = await open(1);
        page.say(...back);
        same([link.sent, socket.state.phase, Fake.made.length], [["ping"], "open", 1], `after ${back}`);
        link.receive("alive");
        page.say("visible");
        equal(link.sent.length, 2, "probes: once more when it comes back once more");
      })(env);
    }
  },

  "back without a heartbeat: nothing is sent": onPage({}, async ({ open, page }) => {
    const link = await open(1);
    page.say("visible", "online", "resume");
    same(link.sent, [], "what was sent");
  }),

  "a link that is lost when the page is back is tried again at once": onPage(SLOW, async (test) => {
    const { page, Fake, made } = test;
    const link = await test.open(1);
    page.say("hidden", "visible");
    link.end(1006);
    await made(2);
    Fake.made[1].open();
    Fake.made[1].receive("alive");
    Fake.made[1].end(1006);
    equal(test.socket.state.phase, "waiting", "and after a sign of life not");
  }),

  "it listens to the page only while something goes on": (env) =>
    withPage(async (page) => {
      const listened = () => [...page.listeners].map((name) => name.split(" ")[0]).sort();
      const { socket, seen, made, open } = onFake(env, { startClosed: true }, fakeClass(), AWAY);
      same(listened(), [], "idle");
      socket.reconnect();
      same(listened(), LISTENED_TO, "connecting");
      const first = await open(1);
      same(listened(), LISTENED_TO, "open");
      first.end(1006);
      same(listened(), LISTENED_TO, "waiting");
      socket.close();
      same(listened(), [], "closed");
      socket.reconnect();
      same(listened(), LISTENED_TO, "after reconnect()");
      (await made(2)).end(4001, "", true);
      await seen.reaches("closed", ({ phase }) => phase === "closed");
      same(listened(), [], "after a final close");
    }),

  "what the page says to a closed client opens nothing": onPage({}, async ({ socket, Fake, open, page }) => {
    const link = await open(1);
    socket.close();
    link.end(1005, "", true);
    page.say("offline", "online", "visible", "pageshow", "resume");
    same([socket.state.phase, Fake.made.length], ["closed", 1], "phase, attempts");
  }),

  "closed while offline or frozen, and reconnected when nobody had said that it is over": async (env) => {
    for (const away of ["offline", "pagehide", "freeze"]) {
      await onPage({}, async (test) => {
        const { socket, made, page } = test;
        const first = await test.open(1);
        page.say(away);
        socket.close();
        first.end(1005, "", true);
        page.isOnline(true);
        socket.reconnect();
        const second = await made(2);
        second.open();
        second.end(1006);
        equal(socket.state.paused, false, `paused, after ${away}`);
        await made(3);
      })(env);
    }
  },

  "an event of that name from something in the document is not the page's": onPage(SLOW, async (test) => {
    const { socket, page } = test;
    await lost(test);
    if (page.hasPage) {
      for (const type of LISTENED_TO) document.body.dispatchEvent(new Event(type, { bubbles: true }));
    }
    same(shape(socket.state), ["waiting", "connection lost", false, false], "the state");
  }),

  "cursor and keys are stored when the page is hidden, frozen or left, before it goes": async (env) => {
    for (const away of ["hidden", "freeze", "pagehide"]) {
      const saved = [];
      const resume = { cursor: Number, key: (data) => data, save: (text) => saved.push(text) };
      await onPage({ resume }, async ({ open, page }) => {
        (await open(1)).receive("7");
        same(saved, [], "before");
        page.say(away);
        same(saved, ['[7,"7"]'], `when ${away} returned`);
        page.say(away);
        equal(saved.length, 1, "nothing has changed: it is not stored again");
      })(env);
    }
  },

  "the machine has slept: an attempt at once, and one": async (env) => {
    const delays = { minReconnectionDelay: 40, maxReconnectionDelay: 40, jitter: "none" };
    for (const [ms, cause] of [[3_600_000, "woken"], [-3_600_000, "retry"], [500, "retry"]]) {
      await onPage(delays, async (test) => {
        await lost(test);
        test.page.sleeps(ms);
        (await test.made(2)).open();
        await test.seen.nth("open", 2);
        const causes = test.seen.of("statechange").map(({ state }) => `${state.phase} (${state.cause})`);
        ok(causes.includes(`connecting (${cause})`), `${ms} ms: ${causes}`);
        equal(test.Fake.made.length, 2, "attempts");
      })(env);
    }
  },

  "the machine has slept with an open connection: it is probed, once": onPage(
    { heartbeat: { message: "ping", interval: 50, timeout: 60_000 } },
    async ({ open, page, until, seen }) => {
      const link = await open(1);
      page.sleeps(3_600_000);
      await until("it is probed", () => link.sent.length > 0);
      same([link.sent, seen.of("close").length], [["ping"], 0], "probes, closes");
    },
  ),

  "online while an attempt is under way does not start another": onPage({}, async ({ made, Fake, page, socket }) => {
    await made(1);
    page.say("offline", "online", "visible", "resume", "pageshow");
    same([socket.state.phase, Fake.made.length], ["connecting", 1], "phase, attempts");
  }),
};
