// One subject: says and hears COUNT numbered messages at RATE a second, and prints what it heard when asked for it.
//
//   node child.mjs SUBJECT WS-URL COUNT RATE
//
// Prints a line of JSON when it is open for the first time, and one for each line that it reads: what came so far.

import * as clients from "./clients.mjs";

const [subject, base, count, rate] = process.argv.slice(2);
const COUNT = Number(count);
const BEAT = 10;

const came = new Uint32Array(COUNT + 1);
const seen = { heard: 0, doubled: 0, unordered: 0, opens: 0, said: 0 };
let highest = 0;
let began;

function hear(seq) {
  if (seq === undefined) return;
  came[seq] += 1;
  if (came[seq] > 1) return void (seen.doubled += 1);
  seen.heard += 1;
  if (seq < highest) seen.unordered += 1;
  highest = Math.max(highest, seq);
}

function opened() {
  seen.opens += 1;
  if (began !== undefined) return;
  began = performance.now();
  console.log("{}");
  const timer = setInterval(() => {
    const due = Math.min(COUNT, ((performance.now() - began) * Number(rate)) / 1000);
    while (seen.said < due) say((seen.said += 1));
    if (seen.said === COUNT) clearInterval(timer);
  }, BEAT);
}

const say = clients[subject]({ url: (after) => `${base}&after=${after}`, hear, opened });
process.stdin.on("data", () => console.log(JSON.stringify(seen)));
