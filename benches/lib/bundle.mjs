// The subjects as an application ships them: bundled and minified by esbuild for browsers, one file each. Node 24 runs the
// same files, so that all of them use its own WebSocket.

import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
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
  const bundle = bundler(tarball);
  const files = new Map();
  for (const [subject, client] of Object.entries(CLIENTS)) {
    const file = await bundle(fileURLToPath(new URL(`../clients/${client}.mjs`, import.meta.url)));
    files.set(subject, { client, file, code: readFileSync(file) });
  }
  return files;
}

/** Unpacks the tarball; gives a function that bundles a source which imports it, and says where. */
export function bundler(tarball) {
  const folder = freshFolder("bench");
  // Unpacked, not installed: it depends on nothing, and npm takes its time.
  execFileSync("tar", ["-xzf", tarball, "-C", folder]);
  const manifest = JSON.parse(readFileSync(join(folder, "package/package.json"), "utf8"));
  return async (source) => {
    const outfile = join(folder, basename(source));
    await build({
      entryPoints: [source],
      outfile,
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      target: "es2022",
      alias: { everwire: join(folder, "package", manifest.exports["."].default) },
      logLevel: "error",
    });
    return outfile;
  };
}
