// The page: every test, by the names of those that drive it.

import { version } from "react";
import { conversation } from "./conversation.mjs";
import { rendering } from "./rendering.mjs";
import { rules } from "./rules.mjs";
import { sharing } from "./sharing.mjs";

const complaints = [];
for (const level of ["error", "warn"]) {
  const say = console[level];
  console[level] = (...args) => {
    complaints.push(args.map(String).join(" "));
    say.apply(console, args);
  };
}

const tests = { ...rules, ...sharing, ...rendering, ...conversation };
globalThis.hook = {
  version,
  names: Object.keys(tests),
  async run(name) {
    complaints.length = 0;
    await tests[name]();
    // React tells of what a boundary caught.
    const odd = complaints.filter((text) => !/thrown by a test|ErrorBoundary|error boundary|option `minUptime`|WebSocket URL/.test(text));
    if (odd.length) throw new Error(`the console was told: ${odd.join("\n")}`);
  },
};
