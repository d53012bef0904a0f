// A child in a process group of its own, so that the group can be killed as a whole, and always is.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { onExit } from "./cleanup.mjs";
import { within } from "../behaviour/wait.mjs";

const KEPT_LOG = 20_000;

/**
 * Starts `command`. Its stdin stays open as long as this process lives, so a child that watches it ends with us even
 * where no clean-up runs. `log()` is the end of what it printed,
 * `errors()` the end of what it printed to stderr.
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], detached: true, ...options });
  let log = "";
  let ended = false;
  const keep = (chunk) => (log = (log + chunk).slice(-KEPT_LOG));
  child.stdout.on("data", keep);
  let errors = "";
  child.stderr.on("data", (chunk) => {
    keep(chunk);
    errors = (errors + chunk).slice(-KEPT_LOG);
  });
  child.stdin.on("error", () => {});
  const exited = new Promise((resolve) => {
    child.once("error", (error) => {
      ended = true;
      keep(`${error}\n`);
      resolve(`could not be started: ${error.message}`);
    });
    child.once("exit", (code, signal) => {
      ended = true;
      resolve(signal ? `ended by ${signal}` : `exited with ${code}`);
    });
  });
  const signal = (name) => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, name);
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  };
  const forget = onExit(() => signal("SIGKILL"));

  return {
    child,
    exited,
    log: () => log,
    errors: () => errors,
    running: () => !ended,
    /** Sends a signal to the whole group. */
    signal,
    /** Sends a signal to the whole group and resolves when the child is gone. */
    async stop(name = "SIGKILL") {
      signal(name);
      await within(`process ${child.pid} to end after ${name}`, exited);
      forget();
    },
  };
}

/** What a child says in its first line, one of JSON, when it is ready. */
export async function readyLine(name, { child, exited, log }) {
  const line = new Promise((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
  const ended = exited.then((how) => {
    throw new Error(`${name} ${how}:\n${log()}`);
  });
  const first = await within(`${name} to be ready`, Promise.race([line, ended]));
  ended.catch(() => {});
  return JSON.parse(first);
}
