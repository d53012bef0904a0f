// `parse` makes a value of a message; what it does not take is told, and breaks nothing.

import { equal, includes, isTypeError, ok, same, thrown } from "./expect.mjs";
import { onFake } from "./fakes.mjs";

/** A schema as standardschema.dev has it: `validate` gives a value, or issues. */
const schema = (validate) => ({ "~standard": { version: 1, vendor: "test", validate } });

const numbers = schema((value) =>
  typeof value === "number" ? { value } : { issues: [{ message: "not a number", path: [] }] },
);

function parsing(env, parse, more) {
  const rig = onFake(env, { parse, ...more });
  const failures = [];
  rig.socket.addEventListener("parseerror", (event) => failures.push(event));
  return { ...rig, failures };
}

export const tests = {
  "parse: listeners get what the function makes of the data": async (env) => {
    const { socket, seen, open } = parsing(env, JSON.parse);
    const link = await open(1);
    link.receive('{"a":1}');
    await seen.nth("message", 1);
    same(seen.data(), [{ a: 1 }], "data");
    equal(socket.counters.received, 1, "received");
  },

  "parse: what it throws raises parseerror with the message as it came, and the next one comes": async (env) => {
    const { seen, open, failures } = parsing(env, JSON.parse);
    const link = await open(1);
    link.receive("{");
    link.receive('"fine"');
    await seen.nth("message", 1);
    same(seen.data(), ["fine"], "data");
    equal(failures.length, 1, "parseerror events");
    const [{ data, error, message }] = failures;
    equal(data, "{", "data of the event");
    ok(error instanceof SyntaxError, "the error is what was thrown");
    equal(message, error.message, "message");
  },

  "parse: what is thrown and no error becomes the cause of one": async (env) => {
    const { open, failures } = parsing(env, () => {
      throw "no";
    });
    (await open(1)).receive("x");
    await env.until("parseerror", () => failures.length === 1);
    equal(failures[0].error.cause, "no", "cause");
  },

  "parse: a schema judges what the JSON says": async (env) => {
    const { seen, open, failures } = parsing(env, numbers);
    const link = await open(1);
    link.receive("7");
    link.receive('"seven"');
    link.receive("not JSON");
    await env.until("two failures", () => failures.length === 2);
    same(seen.data(), [7], "data");
    includes(failures[0].error.message, ["not a number"], "message");
    same(failures[0].error.issues, [{ message: "not a number", path: [] }], "issues");
    ok(failures[1].error instanceof SyntaxError, "what is no JSON");
  },

  "parse: a schema that is a function, as some libraries have them, is a schema": async (env) => {
    const { seen, open } = parsing(env, Object.assign(() => "called", numbers));
    (await open(1)).receive("7");
    await seen.nth("message", 1);
    same(seen.data(), [7], "data");
  },

  "parse: a schema that answers with a promise is refused, by name": async (env) => {
    // Also one that rejects: what nobody caught would fail the suite.
    for (const validate of [async (value) => ({ value }), async () => Promise.reject(new Error("later"))]) {
      const { seen, open, failures } = parsing(env, schema(validate));
      (await open(1)).receive("7");
      await env.until("parseerror", () => failures.length === 1);
      includes(failures[0].error.message, ["`parse`", "at once"], "message");
      same(seen.data(), [], "data");
    }
  },

  "parse: a schema that refuses without a word, and one that takes what is undefined": async (env) => {
    const silent = parsing(env, schema(() => ({ issues: [] })));
    (await silent.open(1)).receive("7");
    await env.until("parseerror", () => silent.failures.length === 1);
    same(silent.failures[0].error.issues, [], "issues");
    const nothing = parsing(env, schema(() => ({ value: undefined })));
    (await nothing.open(1)).receive("7");
    await nothing.seen.nth("message", 1);
    equal(nothing.failures.length, 0, "parseerror events");
  },

  "parse: resume, ack and heartbeat get the raw data": async (env) => {
    const asked = [];
    const raw = (data) => void asked.push(data);
    const { seen, open } = parsing(env, JSON.parse, {
      ack: raw,
      heartbeat: { isReply: raw },
      resume: { cursor: raw, key: raw },
    });
    (await open(1)).receive("[1]");
    await seen.nth("message", 1);
    same(asked, ["[1]", "[1]", "[1]", "[1]"], "what was asked about");
  },

  "parse: streams and iterators get what listeners get": async (env) => {
    const { socket, open } = parsing(env, Number);
    const link = await open(1);
    const first = (async () => {
      for await (const value of socket) return value;
    })();
    link.receive("41");
    equal(await first, 41, "the value");
  },

  "parse: anything else is no parser": ({ client }) => {
    for (const parse of ["json", {}, null, 7]) {
      const error = thrown(() => client("ws://127.0.0.1:9/", null, { parse, startClosed: true }), String(parse));
      isTypeError(error, ["`parse`", "Standard Schema"], String(parse));
    }
  },
};
