// One subject in a Node of its own, which stays for all rounds: reads what to measure from stdin, line by line, and answers
// in the same way.
//
//   node node.mjs BUNDLE

import { createInterface } from "node:readline";
import { measure } from "./client.mjs";

const { connect } = await import(process.argv[2]);
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await measure(connect, JSON.parse(line), cpu)));
}
process.exit();
