// Runs the behaviour tests in a Node of one's choice and records their results under that Node's name.

import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { within } from "../behaviour/wait.mjs";
import { MockServer } from "./mock-server.mjs";
import { freePort } from "./ports.mjs";
import { start } from "./process.mjs";
import { record } from "./report.mjs";

const CHILD = fileURLToPath(new URL("behaviour-in-node.mjs", import.meta.url));
/** Milliseconds without a result after which the child counts as hung; a test's own limit is shorter. */
const SILENCE = 90_000;

/** `node` is the binary, `kind` is `ws` or `builtin`: which WebSocket the package is to use. */
export async function behaviourInNode({ name, node, flags = [], entry, server: binary, kind }) {
  const server = await new MockServer(binary).start();
  const refused = `ws://127.0.0.1:${await freePort()}/`;
  const args = [...flags, "--no-warnings", CHILD, entry, server.url, refused, kind];
  const { child, exited, errors, stop } = start(node, args);
  // The child has to end by itself, so its end of stdin must not keep it alive.
  child.stdin.end();
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await within("the next result", lines.next(), SILENCE)).value ?? "null");
  let how;
  try {
    for (let result = await next(); result?.name; result = await next())
      record(`${name}: ${result.name}`, result.reason);
    // Some engines hold a connection that the server never answers for as long as the server lives.
    await server.stop();
    how = await within("the process to end", exited, SILENCE);
  } catch (error) {
    how = error.message;
    await stop();
  }
  record(`${name}: the process ends by itself`, how === "exited with 0" ? undefined : `${how}\n${errors()}`);
}
