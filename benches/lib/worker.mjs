// A child that is asked in lines of JSON and answers each with one.

import { createInterface } from "node:readline";
import { start } from "../../tests/package/lib/process.mjs";

export function startWorker(command, args) {
  const worker = start(command, args);
  const answers = createInterface({ input: worker.child.stdout })[Symbol.asyncIterator]();
  /** What it says by itself. */
  const next = async () => {
    const { value, done } = await answers.next();
    if (done) throw new Error(`${command} ${args.join(" ")}:\n${worker.log()}`);
    return JSON.parse(value);
  };
  return {
    next,
    ask(question) {
      worker.child.stdin.write(`${JSON.stringify(question)}\n`);
      return next();
    },
    stop: () => worker.stop(),
  };
}
