// What garbage collection may take and what not, in a Node that lets a test ask for it. Sockets are fakes: nothing else
// holds them or their client.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { test } from "./report.mjs";

const run = promisify(execFile);
const CHILD = fileURLToPath(new URL("gc-in-node.mjs", import.meta.url));

/** WebAssembly memory only grows, a page of 64 KiB at a time; that much is room for a run that collects later. */
const ROOM = 4 * 65_536;

export async function gcTests(entry) {
  const child = async (scene) => {
    const args = ["--expose-gc", "--no-warnings", CHILD, entry, scene];
    const { stdout } = await run(process.execPath, args, { timeout: 110_000 });
    return JSON.parse(stdout);
  };

  await test("an open connection that nobody refers to goes on receiving", async () => {
    const { collected, heard } = await child("open");
    assert.equal(collected, false, "the client was collected");
    assert.deepEqual(heard, ["before", "after"]);
  });

  await test("one that waits for its next attempt is not collected either", async () => {
    const { collected, opened } = await child("waiting");
    assert.equal(collected, false, "the client was collected");
    assert.equal(opened, true, "it came back");
  });

  await test("a closed one is collected, and so is one that was never opened", async () => {
    assert.deepEqual(await child("over"), { closed: true, idle: true, gaveUp: true });
  });

  await test("a signal, a page and sockets that live on keep no closed client alive", async () => {
    const gone = { closed: true, fatal: true, halfOpen: true, asked: true, idle: true };
    assert.deepEqual(await child("outlived"), gone);
  });

  await test("messages that were acknowledged, dropped and repeated leave nothing behind", async () => {
    const { first, last, counters } = await child("busy");
    assert.ok(last <= first + ROOM, `${first} bytes after 500 rounds, ${last} after 4,000`);
    assert.ok(counters.acknowledged > 0 && counters.dropped > 0 && counters.duplicates > 0, JSON.stringify(counters));
  });

  await test("who looks at the state all the time leaves nothing behind", async () => {
    const { first, last } = await child("looked");
    assert.ok(last <= first, `${first} bytes after 1,000 looks, ${last} after 100,000`);
  });

  await test("10,000 clients that were made and closed leave the memory as 1,000 did", async () => {
    const { first, last } = await child("cycles");
    assert.ok(last <= first + ROOM, `${first} bytes after 1,000 clients, ${last} after 10,000 more`);
  });
}
