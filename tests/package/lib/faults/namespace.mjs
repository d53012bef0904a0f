// A cell in a network namespace of its own, where a firewall disturbs nobody: the link goes half-open in the kernel.

import { spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { start } from "../process.mjs";

const CHILD = fileURLToPath(new URL("in-namespace.mjs", import.meta.url));
/** With processes of its own too: when the first of them is killed, the system ends all others, browsers included. */
const PRIVATE = ["--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
/** Who is not root becomes root of the namespaces alone, where the system allows that. */
const UNSHARE = process.getuid() === 0 ? PRIVATE : [...PRIVATE, "--map-root-user"];
const PROBE = "ip link set lo up && iptables -A INPUT -i lo -p tcp --dport 1 -j DROP";

/** Where PATH is not root's, these programs are not on it. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/** The fault. Where this machine cannot have it, it says why. */
export const kernelFault = () => ({
  name: "half-open in the kernel",
  // It starts a browser of its own.
  lasts: 15_000,
  inNamespace: true,
  whyNot: whyNot(),
});

function whyNot() {
  const { status, error, stderr } = spawnSync("unshare", [...UNSHARE, "sh", "-c", PROBE], { env, encoding: "utf8" });
  if (status === 0) return undefined;
  return `no private network namespace with iptables: ${error?.message ?? stderr.trim().split("\n").at(-1)}`;
}

/** Runs the cell; gives what `runCell` gives. `engine` is its name, `paths` what it and the server need. */
export async function runInNamespace({ engine, installed, paths }) {
  const order = JSON.stringify({ engine, installed, paths });
  const child = start("unshare", [...UNSHARE, process.execPath, CHILD, order], { env });
  let result;
  createInterface({ input: child.child.stdout }).on("line", (line) => (result = line));
  const how = await child.exited;
  if (how !== "exited with 0") throw new Error(`in the namespace: ${how}:\n${child.log()}`);
  return JSON.parse(result);
}
