// What is asked for: where a conversation is, and what cannot be.

import { equal, isTypeError, ok, same, thrown } from "../behaviour/expect.mjs";

const ID = "11111111-1111-4111-8111-111111111111";

export const tests = {
  "bad options are TypeErrors that name the option, what it takes and what it got": async ({ everwire: { connectConversation } }) => {
    const bad = (options, ...parts) => {
      const error = thrown(() => connectConversation(ID, { conversationUrl: "http://127.0.0.1:9", ...options }), JSON.stringify(options));
      isTypeError(error, parts, JSON.stringify(options));
      ok(!error.message.includes("secret"), error.message);
    };
    bad({ protocol: "smoke" }, "`protocol`", '"events" or "session" or "socket.io"', '"smoke"');
    bad({ conversationUrl: 7 }, "`conversationUrl`", "number");
    bad({ sessionApiKey: { key: "secret" } }, "`sessionApiKey`", "object");
    bad({ after: "yesterday" }, "`after`", "a timestamp", '"yesterday"');
    bad({ protocol: "session", after: "2026-11-22T18:00:00" }, "`after`", "whole number");
    bad({ protocol: "session", after: -2 }, "`after`", "-1", "-2");
    bad({ protocol: "socket.io", after: null }, "`after`", "null");
    bad({ countEvents: true }, "`countEvents`", "a function, or false", "true");
    bad({ providers: "github" }, "`providers`", "a list");
    bad({ location: "here" }, "`location`", "protocol and host");
    bad({ resume: 1 }, "`resume`");
    bad({ signal: {} }, "`signal`", "AbortSignal");
    for (const [name, value] of [["minReconnectionDelay", -1], ["maxReconnectionDelay", "1"], ["connectionTimeout", 0], ["maxRetries", 1.5]]) {
      bad({ protocol: "socket.io", [name]: value }, `\`${name}\``, String(value));
    }
    // The class has its own.
    bad({ minUptime: -1 }, "`minUptime`", "-1");
    bad({ resume: { window: -1 } }, "`resume.window`", "-1");
    isTypeError(thrown(() => connectConversation(ID, "no"), "options"), ["`options`", "an object"], "options");
    for (const id of ["", "  ", "..", null, undefined, 7, {}, { id: 7 }]) {
      isTypeError(thrown(() => connectConversation(id), "an id"), ["`conversation`", "id"], `id ${JSON.stringify(id)}`);
    }
    isTypeError(thrown(() => connectConversation(ID), "no page"), ["location"], "no page");
  },

  "a conversation as the app server gives it; options go before": async ({ server, connect }) => {
    const source = (more) => ({ id: ID, conversation_url: `${server.url}/api/conversations/${ID}`, session_api_key: "k", ...more });
    connect({ conversationUrl: undefined, sessionApiKey: undefined }, source({}));
    // What is undefined is not given.
    equal((await server.connection(1)).path, `/sockets/events/${ID}`, "the path");
    await (await server.connection(1)).heard("the key", (frame) => frame.includes('"k"'));
    connect({ sessionApiKey: "other" }, source({}));
    await (await server.connection(2)).heard("the key", (frame) => frame.includes('"other"'));
  },

  "the address: prefix, page, encryption": async ({ everwire: { connectConversation } }) => {
    const urls = [];
    class Sockets {
      constructor(url) {
        urls.push(url);
      }
      close() {}
    }
    const made = [];
    const at = (conversationUrl, location, protocol) =>
      made.push(connectConversation("a b", { conversationUrl, location, protocol, WebSocket: Sockets, after: null }));
    at("http://h:1/runtime/2/api/conversations/x");
    at("https://h/api/conversations/x", undefined, "session");
    at("http://h/api/conversations/x", { protocol: "https:", host: "page" });
    at(null, { protocol: "http:", host: "page:8" });
    at("/api/conversations/x", { protocol: "http:", host: "page:8" }, "session");
    await Promise.resolve().then(() => new Promise((done) => setImmediate(done)));
    same(
      urls,
      [
        "ws://h:1/runtime/2/sockets/events/a%20b",
        "wss://h/sockets/session/a%20b",
        "wss://h/sockets/events/a%20b",
        "ws://page:8/sockets/events/a%20b",
        "ws://page:8/sockets/session/a%20b",
      ],
      "addresses",
    );
    for (const conversation of made) conversation.close();
  },
};
