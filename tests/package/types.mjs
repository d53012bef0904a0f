// The types of the packed tarball, as a strict TypeScript project sees them.
//
//   node types.mjs --tarball F --tools DIR      (DIR/node_modules has typescript)

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { paths } from "./lib/args.mjs";
import { installTarball } from "./lib/consumer.mjs";
import { linkFrameworks } from "./lib/frameworks.mjs";
import { main, note, record, test } from "./lib/report.mjs";

const SOURCES = fileURLToPath(new URL("types", import.meta.url));

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: false,
  isolatedModules: true,
  // The package's own declarations are what is tested.
  skipLibCheck: false,
  noEmit: true,
  target: "es2022",
  lib: ["es2022", "dom", "dom.iterable"],
  types: [],
};
const BUNDLER = { ...STRICT, module: "esnext", moduleResolution: "bundler" };
const NODENEXT = { ...STRICT, module: "nodenext", moduleResolution: "nodenext" };
const NODE_TYPES = { types: ["node"] };

const PROJECTS = [
  { name: "bundler: the whole API", files: ["consumer.ts"], options: BUNDLER },
  { name: "nodenext: the whole API", files: ["consumer.ts"], options: NODENEXT },
  { name: "bundler: what a message is", files: ["typed.ts"], options: BUNDLER },
  { name: "nodenext: what a message is", files: ["typed.ts"], options: NODENEXT },
  { name: "nodenext: with the class of ws", files: ["node.ts"], options: { ...NODENEXT, ...NODE_TYPES } },
  // The declarations name events and options by the DOM's names; who leaves the DOM out leaves libraries unchecked too.
  {
    name: "nodenext: with the class of ws, without lib dom",
    files: ["node.ts"],
    options: { ...NODENEXT, ...NODE_TYPES, lib: ["es2022"], skipLibCheck: true },
  },
  ...["react", "vue", "svelte", "solid", "openhands", "openhands/react"].flatMap((name) => {
    const files = [`${name.replace("/", "-")}.ts`];
    return [
      { name: `bundler: everwire/${name}`, files, options: BUNDLER },
      { name: `nodenext: everwire/${name}`, files, options: NODENEXT },
    ];
  }),
  ...[["bundler", BUNDLER], ["nodenext", NODENEXT]].map(([name, options]) => ({
    name: `${name}: everwire/socketio`,
    files: ["socketio.ts", "socketio-own.ts"],
    options,
  })),
  { name: "nodenext: from CommonJS", files: ["common.cts"], options: { ...NODENEXT, ...NODE_TYPES } },
];

/** Code that is typed by a peer, and where its imports lead once they are changed. */
const PEERS = [
  { peer: "reconnecting-websocket", ours: { "reconnecting-websocket": "everwire" } },
  { peer: "partysocket", ours: { partysocket: "everwire/partysocket", "partysocket/ws": "everwire/partysocket" } },
];

main(async () => {
  const { tarball, tools } = paths("tarball", "tools");
  const tsc = findTsc(tools);
  const { folder } = installTarball(tarball, "types");
  linkTypes(folder);
  linkFrameworks(folder);

  for (const { name, files, options } of PROJECTS) {
    await test(name, async () => assert.deepEqual(await compile({ tsc, folder, files, options }), []));
  }
  for (const { peer, ours } of PEERS) {
    const file = `from-${peer}.ts`;
    // Their own declarations are not what is tested, and want `any` and an older compiler.
    const options = { ...BUNDLER, skipLibCheck: true };
    linkPackage(folder, peer);
    await test(`typed by ${peer}: as it is`, async () => assert.deepEqual(await compile({ tsc, folder, files: [file], options }), []));
    const changed = (text) => text.replace(/ from "(.*)"/g, (all, from) => ` from "${ours[from] ?? from}"`);
    await test(`typed by ${peer}: with the import changed`, async () =>
      assert.deepEqual(await compile({ tsc, folder, files: [file], options: BUNDLER, changed }), []));
  }
  linkPackage(folder, "socket.io-client");
  await test("typed by socket.io-client: the same code as for everwire/socketio", async () => {
    const changed = (text) => text.replace("everwire/socketio", "socket.io-client");
    assert.deepEqual(await compile({ tsc, folder, files: ["socketio.ts"], options: { ...BUNDLER, skipLibCheck: true }, changed }), []);
  });
  await misuse({ tsc, folder, options: BUNDLER });
});

/** The compiler that `tools` has installed. */
function findTsc(tools) {
  const require = createRequire(join(tools, "package.json"));
  const manifest = require.resolve("typescript/package.json");
  const { version, bin } = require(manifest);
  note(`typescript ${version}`);
  return join(dirname(manifest), bin.tsc);
}

/** The types of Node, ws and React, from this folder's own packages. */
function linkTypes(folder) {
  const require = createRequire(import.meta.url);
  const types = join(folder, "node_modules", "@types");
  mkdirSync(types);
  for (const name of ["node", "ws", "react"])
    symlinkSync(dirname(require.resolve(`@types/${name}/package.json`)), join(types, name));
}

/** A package, from this folder's own. */
function linkPackage(folder, name) {
  symlinkSync(fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url)), join(folder, "node_modules", name));
}

/** Compiles files of `types/`; `changed` may change their text. Returns the compiler's errors, `{file, line, code, text}` each. */
async function compile({ tsc, folder, files, options, changed = (text) => text }) {
  for (const file of files) writeFileSync(join(folder, file), changed(readFileSync(join(SOURCES, file), "utf8")));
  const project = join(folder, "tsconfig.json");
  writeFileSync(project, JSON.stringify({ compilerOptions: options, files }));
  const output = await new Promise((resolve) => {
    const args = [tsc, "--project", project, "--pretty", "false"];
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ failed: Boolean(error), text: stdout + stderr });
    });
  });
  const errors = [...output.text.matchAll(/^(\S+?)\((\d+),\d+\): error (TS\d+): (.*)$/gm)].map(
    ([, file, line, code, text]) => ({ file, line: Number(line), code, text }),
  );
  if (output.failed && errors.length === 0) throw new Error(`tsc failed:\n${output.text}`);
  return errors;
}

/** Each marked line of misuse.ts has its error, and no other line has one. One result a mistake. */
async function misuse({ tsc, folder, options }) {
  const marks = readFileSync(join(SOURCES, "misuse.ts"), "utf8")
    .split("\n")
    .map((text, index) => ({ mark: /^\/\/ (TS\d+): (.*)$/.exec(text), line: index + 2 }))
    .filter(({ mark }) => mark)
    .map(({ mark: [, code, what], line }) => ({ code, what, line }));
  const errors = await compile({ tsc, folder, files: ["misuse.ts"], options });
  for (const { code, what, line } of marks) {
    const found = errors.filter((error) => error.line === line).map((error) => `${error.code}: ${error.text}`);
    const right = found.length === 1 && found[0].startsWith(`${code}:`);
    record(
      `a mistake is caught: ${what}`,
      right ? undefined : `expected ${code} in line ${line}, got ${found.join("; ") || "no error"}`,
    );
  }
  const others = errors.filter(({ line }) => !marks.some((mark) => mark.line === line));
  record("nothing beside the mistakes is an error", others.length > 0 ? JSON.stringify(others, null, 1) : undefined);
}
