// Runs each program twice, against a peer and against everwire, with nothing changed but the class, and compares the facts
// that it reports. A fact that differs has to be listed by the program, with the value that everwire has and the reason,
// one of `differences.mjs`. What is listed and does not differ fails too.

import { until, within } from "../behaviour/wait.mjs";
import { DIFFERENCES } from "./differences.mjs";
import * as delays from "./programs/delays.mjs";
import * as failures from "./programs/failures.mjs";
import * as listeners from "./programs/listeners.mjs";
import * as messages from "./programs/messages.mjs";
import * as providers from "./programs/providers.mjs";
import * as session from "./programs/session.mjs";
import * as surface from "./programs/surface.mjs";

const MODULES = [surface, session, messages, listeners, providers, failures, delays];
const LIMIT = 60_000;

/** Options that make programs quick; the peers know all of them. */
const QUICK = { minReconnectionDelay: 20, maxReconnectionDelay: 60, minUptime: 200 };

/**
 * Runs all programs and tells `onResult(name, reason)` of each; `reason` is undefined where it passed.
 *
 * `pairs`: `{name, Peer, Ours}` each; `base`: the mock server's http URL; `refused`: a ws URL that nobody serves;
 * `options`: what every client here needs, such as a WebSocket class; `where`: "node" or "page".
 */
export async function runCompat({ pairs, ...runtime }, onResult) {
  const reasons = new Set();
  for (const { programs } of MODULES) {
    for (const [name, { run, only, where, ...program }] of Object.entries(programs)) {
      if (where && where !== runtime.where) continue;
      const here = Object.entries(program.differs ?? {}).filter(([, { where }]) => !where || where === runtime.where);
      const differs = Object.fromEntries(here);
      const met = new Set();
      for (const pair of pairs) {
        if (only && only !== pair.name) continue;
        const title = `as ${pair.name}: ${name}`;
        try {
          const theirs = await facts(runtime, run, pair.Peer);
          const ours = await facts(runtime, run, pair.Ours);
          const { wrong, differing } = compare(theirs, ours, differs, pair.name);
          differing.forEach((fact) => met.add(fact));
          await onResult(title, wrong.join("\n") || undefined);
        } catch (error) {
          await onResult(title, error?.stack ?? String(error));
        }
      }
      const stale = Object.keys(differs).filter((fact) => !met.has(fact));
      if (stale.length > 0) await onResult(`${name}: what is listed differs`, `no difference: ${stale.join("; ")}`);
      for (const fact of met) if (fact in differs) reasons.add(differs[fact].why);
    }
  }
  return [...reasons];
}

/** What is wrong between the two, and which facts differ. */
export function compare(theirs, ours, differs, peer) {
  const wrong = [];
  const differing = [];
  for (const fact of new Set([...Object.keys(theirs), ...Object.keys(ours)])) {
    const [their, our] = [theirs, ours].map((facts) => JSON.stringify(facts[fact]));
    const listed = differs[fact];
    if (their === our) continue;
    differing.push(fact);
    if (!listed) wrong.push(`${fact}: ${peer} ${their}, everwire ${our}`);
    else if (!(listed.why in DIFFERENCES)) wrong.push(`${fact}: no reason named ${listed.why}`);
    else if (!listed.ours.some((value) => JSON.stringify(value) === our)) {
      wrong.push(`${fact}: ${peer} ${their}, everwire ${our}, listed ${JSON.stringify(listed.ours)}`);
    }
  }
  return { wrong, differing };
}

/** Runs a program with one class. Clients that it made are closed afterwards. */
async function facts({ base, refused, options, where }, run, Class) {
  const clients = [];
  const faults = async (order) => {
    const init = order && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(order) };
    const response = await fetch(`${base}/faults`, init);
    if (!response.ok) throw new Error(`faults: HTTP ${response.status} ${await response.text()}`);
    return response.json();
  };
  const adopt = (client) => (clients.push(client), client);
  const env = {
    Class,
    where,
    refused,
    faults,
    until,
    options: { ...options, ...QUICK },
    ws: (path) => base.replace(/^http/, "ws") + path,
    adopt,
    client: (url, protocols, own) => adopt(new Class(url, protocols, { ...options, ...QUICK, ...own })),
  };
  await faults({ kind: "none" });
  try {
    return await within("the program to end", run(env), LIMIT);
  } finally {
    for (const client of clients) client.close();
    await faults({ kind: "none" });
    await until("the server to have no connection", async () => (await faults()).connections === 0);
  }
}
