// The subjects as an application ships them: bundled and minified by esbuild for browsers, one file each. Node 24 runs the
// same files, so that all of them use its own WebSocket.

import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freshFolder } from "../../tests/package/lib/consumer.mjs";
import { everwire, peer, RAW } from "./subjects.mjs";

/** Of `clients/`, by the names that the rows give them; the raw one comes first. */
export const CLIENTS = {
  [RAW]: "websocket",
  [everwire()]: "everwire",
  [peer("reconnecting-websocket")]: "reconnecting-websocket",
  [peer("partysocket")]: "partysocket",
  [peer("socket.io-client")]: "socket.io-client",
};

/** Bundles them all; gives for each subject its `file`, and what is in it. */
export async function bundleClients(tarball) {
  const folder = freshFolder("bench");
  // Unpacked, not installed: it depends on nothing, and npm takes its time.
  execFileSync("tar", ["-xzf", tarball, "-C", folder]);
  const manifest = JSON.parse(readFileSync(join(folder, "package/package.json"), "utf8"));
  const files = new Map();
  for (const [subject, client] of Object.entries(CLIENTS)) {
    const file = join(folder, `${client}.mjs`);
    await build({
      entryPoints: [fileURLToPath(new URL(`../clients/${client}.mjs`, import.meta.url))],
      outfile: file,
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      target: "es2022",
      alias: { everwire: join(folder, "package", manifest.exports["."].default) },
      logLevel: "error",
    });
    files.set(subject, { client, file, code: readFileSync(file) });
  }
  return files;
}
