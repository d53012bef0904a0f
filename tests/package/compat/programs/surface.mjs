// The names that the classes have.

const MEMBERS = [
  "binaryType", "bufferedAmount", "extensions", "protocol", "readyState", "url", "retryCount",
  "onopen", "onmessage", "onerror", "onclose",
  "send", "close", "reconnect", "addEventListener", "removeEventListener", "dispatchEvent",
  "CONNECTING", "OPEN", "CLOSING", "CLOSED",
];

export const programs = {
  "what a client that has not connected yet has": {
    run: async ({ client, ws }) => {
      const socket = client(ws("/echo"), [], { startClosed: true });
      return Object.fromEntries(
        MEMBERS.map((name) => [name, typeof socket[name] === "function" ? "a function" : socket[name]]).concat([
          ["url", typeof socket.url],
          ["url: none yet", socket.url === ""],
        ]),
      );
    },
    differs: { "url: none yet": { why: "url", ours: [false] } },
  },

  "what partysocket has on top": {
    only: "partysocket",
    run: async ({ client, ws }) => {
      const socket = client(ws("/echo"));
      return {
        shouldReconnect: socket.shouldReconnect,
        "is an EventTarget": socket instanceof EventTarget,
      };
    },
  },

  "the constants of the class": {
    run: async ({ Class }) => ({ all: [Class.CONNECTING, Class.OPEN, Class.CLOSING, Class.CLOSED] }),
  },

  "what it may be made of": {
    run: async ({ Class, ws, options, adopt }) => {
      const made = (...args) => {
        try {
          adopt(new Class(...args)).close();
          return "made";
        } catch (error) {
          return error.name;
        }
      };
      const url = ws("/echo");
      return {
        "options undefined": made(url, [], { ...options, maxRetries: undefined, debug: undefined }),
        "no protocols": made(url, undefined, options),
        "one protocol": made(url, "one", options),
        "protocols null": made(url, null, options),
        "names that it does not know": made(url, [], { ...options, unknown: 1 }),
        "a list of protocols": made(url, ["one", "two"], options),
      };
    },
  },

  "bad input": {
    run: async ({ Class, ws, options, adopt }) => {
      const made = (url, protocols, own) => {
        try {
          adopt(new Class(url, protocols, { startClosed: true, ...options, ...own })).close();
          return "made";
        } catch (error) {
          return error.name;
        }
      };
      const url = ws("/echo");
      return {
        "a URL that is none": made("http://[", []),
        "a protocol that is empty": made(url, ""),
        "retries below zero": made(url, [], { maxRetries: -1 }),
        "a delay that is no number": made(url, [], { minReconnectionDelay: "soon" }),
        "a factor below 1": made(url, [], { reconnectionDelayGrowFactor: 0.5 }),
        "an endless delay": made(url, [], { maxReconnectionDelay: Infinity }),
      };
    },
    differs: {
      "a URL that is none": { why: "input", ours: ["SyntaxError"] },
      "a protocol that is empty": { why: "input", ours: ["SyntaxError"] },
      "retries below zero": { why: "input", ours: ["TypeError"] },
      "a delay that is no number": { why: "input", ours: ["TypeError"] },
      "a factor below 1": { why: "input", ours: ["TypeError"] },
      "an endless delay": { why: "input", ours: ["TypeError"] },
    },
  },
};
