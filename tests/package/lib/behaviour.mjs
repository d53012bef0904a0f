// Runs the behaviour tests in a Node of one's choice and records their results under that Node's name.

import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { within } from "../behaviour/wait.mjs";
import { start } from "./process.mjs";
import { record } from "./report.mjs";

const CHILD = fileURLToPath(new URL("behaviour-in-node.mjs", import.meta.url));
const LIMIT = 300_000;

/** `node` is the binary, `kind` is `ws` or `builtin`: which WebSocket the package is to use. */
export async function behaviourInNode({ name, node, flags = [], entry, base, kind }) {
  const { child, exited, log } = start(node, [...flags, "--no-warnings", CHILD, entry, base, kind]);
  // The child has to end by itself, so its end of stdin must not keep it alive.
  child.stdin.end();
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith("{")) continue;
    const result = JSON.parse(line);
    record(`${name}: ${result.name}`, result.reason);
  }
  let how = await within("the child to end", exited, LIMIT).catch((error) => error.message);
  record(`${name}: the process ends by itself`, how === "exited with 0" ? undefined : `${how}\n${log()}`);
}
