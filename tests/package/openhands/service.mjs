// `EventService`: what is asked by HTTP.

import { equal, includes, isTypeError, ok, same } from "../behaviour/expect.mjs";

const failure = async (promise) => promise.then(() => { throw new Error("it was answered"); }, (error) => error);

export const tests = {
  "respondToConfirmation posts what was decided, with the key": async ({ everwire: { EventService }, server }) => {
    server.answers(() => ({ body: { success: true } }));
    const url = `${server.url}/api/conversations/abc`;
    const answer = await EventService.respondToConfirmation("a b", url, { accept: false, reason: "no" }, "secret");
    same(answer, { success: true }, "the answer");
    await EventService.respondToConfirmation("a", url, { accept: true }, async () => "of now");
    await EventService.respondToConfirmation("a", url, { accept: true });
    const [first, second, third] = server.requests;
    same([first.method, first.path], ["POST", "/api/conversations/a%20b/events/respond_to_confirmation"], "the request");
    same(JSON.parse(first.body), { accept: false, reason: "no" }, "the body");
    equal(first.headers["content-type"], "application/json", "the type");
    const keys = [first, second, third].map(({ headers }) => headers["x-session-api-key"]);
    same(keys, ["secret", "of now", undefined], "the keys");
  },

  "getEventCount asks the app server of the page, or the server of the conversation": async ({ everwire: { EventService }, server }) => {
    server.answers(() => ({ body: 7 }));
    const location = { protocol: "http:", host: server.host };
    equal(await EventService.getEventCount("a&b", null, null, { location }), 7, "the count");
    const asked = [];
    const fetch = async (url) => (asked.push(url), new Response("7"));
    await EventService.getEventCount("a&b", undefined, undefined, { fetch });
    same(asked, ["/api/v1/events/count?conversation_id__eq=a%26b"], "in a page");
    await EventService.getEventCount("x", `${server.url}/runtime/1/api/conversations/x`, "k", { after: "2026-11-22T18:00:00", before: "2026-11-23" });
    const [one, other] = server.requests.map(({ path, query, headers }) => [path, query, headers["x-session-api-key"]]);
    same(one, ["/api/v1/events/count", { conversation_id__eq: "a&b" }, undefined], "the app server");
    const range = { timestamp__gte: "2026-11-22T18:00:00", timestamp__lt: "2026-11-23" };
    same(other, ["/runtime/1/api/conversations/x/events/count", range, "k"], "the server of the conversation");
  },

  "errors say what was asked and what came of it, and show no key": async ({ everwire: { EventService }, server }) => {
    const ask = (options) => failure(EventService.getEventCount("x", server.url, "secret", options));
    server.answers(() => ({ status: 401, body: { detail: "Unauthorized" } }));
    const refused = await ask();
    same([refused.message, refused.status, refused.detail], ["everwire: getEventCount: HTTP 401: Unauthorized", 401, "Unauthorized"], "an HTTP error");
    server.answers(() => ({ body: "no JSON" }));
    includes((await ask()).message, ["getEventCount", "no JSON"], "no JSON");
    server.answers(() => ({ body: "null" }));
    includes((await ask()).message, ["getEventCount", "no number"], "no number");
    const unreachable = await ask({ fetch: () => Promise.reject(new TypeError("fetch failed")) });
    same([unreachable.message, unreachable.cause.message], ["everwire: getEventCount: no answer", "fetch failed"], "no server");
    server.answers(() => new Promise(() => {}));
    includes((await ask({ timeout: 20 })).message, ["getEventCount", "no answer within 20 ms"], "a timeout");
    const stop = new AbortController();
    const stopped = ask({ signal: stop.signal });
    stop.abort(new Error("enough"));
    equal((await stopped).message, "enough", "an abort");
    equal((await ask({ signal: AbortSignal.abort(new Error("before")) })).message, "before", "an abort before");
    ok(!JSON.stringify([refused, unreachable]).includes("secret"), "no key is shown");
  },

  "arguments that cannot be are TypeErrors": async ({ everwire: { EventService } }) => {
    for (const id of ["", " ", ".", "..", undefined, 7]) {
      isTypeError(await failure(EventService.getEventCount(id)), ["conversationId"], `id ${id}`);
    }
    const respond = (request) => failure(EventService.respondToConfirmation("x", "http://127.0.0.1:9", request));
    for (const request of [undefined, null, {}, { accept: "yes" }]) isTypeError(await respond(request), ["request", "accept"], "request");
    isTypeError(await failure(EventService.getEventCount("x", "http://127.0.0.1:9", null, { timeout: 0 })), ["timeout"], "timeout");
    isTypeError(await failure(EventService.respondToConfirmation("x", "/relative", { accept: true })), ["location"], "no page");
  },
};
