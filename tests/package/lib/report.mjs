// What every suite says: one line a test while it runs, the reason beneath a failure, and the counts as the last line,
// which `cargo xtask test` reads. A suite in which nothing ran has failed.

import { within } from "../behaviour/wait.mjs";

/** Milliseconds after which a test that has not ended counts as hung. */
const TEST_LIMIT = 120_000;

const counts = { passed: 0, failed: 0, skipped: 0 };

/** Prints a line that belongs to the current test. */
export function note(line) {
  console.log(`      ${line}`);
}

/** Prints a line that a person is to see also when all is well: `cargo xtask test` shows it. */
export function show(line) {
  console.log(`show  ${line}`);
}

/** Counts and prints one result; `reason` is for a failure. */
export function record(name, reason) {
  if (reason === undefined) {
    counts.passed += 1;
    console.log(`  ok  ${name}`);
  } else {
    counts.failed += 1;
    console.log(`FAIL  ${name}`);
    for (const line of String(reason).split("\n")) note(line);
  }
}

/** Runs one test. Returns whether it passed, for tests that build on it. */
export async function test(name, body) {
  try {
    await within("the test to end", Promise.resolve().then(body), TEST_LIMIT);
    record(name);
    return true;
  } catch (error) {
    record(name, error?.stack ?? error);
    return false;
  }
}

/** Counts a test that cannot run here and says why. */
export function skip(name, why) {
  counts.skipped += 1;
  console.log(`skip  ${name}: ${why}`);
}

/** Says why a test does not apply here: the runtime has not got what it is about, so that nothing was left out. */
export function notHere(name, why) {
  console.log(`none  ${name}: ${why}`);
}

/** Tests that build on one another: `step(name, body)` skips those after the first that failed. */
export function journey(title) {
  console.log(`----  ${title}`);
  let failed = false;
  return async (name, body) => {
    if (failed) skip(name, "an earlier step failed");
    else failed = !(await test(name, body));
  };
}

/** Runs a suite to its end, prints the counts and exits: 0 only if something ran or was skipped, and nothing failed. */
export async function main(suite) {
  try {
    await suite();
  } catch (error) {
    record("the suite runs to its end", error?.stack ?? error);
  }
  const { passed, failed, skipped } = counts;
  if (passed + failed + skipped === 0) record("the suite has tests", "nothing ran");
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exit(counts.failed === 0 ? 0 : 1);
}
