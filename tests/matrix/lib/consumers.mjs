// The projects of `consumers/` as their users would have them: outside of the repository, the packages of the lock file
// in `node_modules`, and everwire installed from its tarball.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freshFolder, installTarball } from "../../package/lib/consumer.mjs";
import { start } from "../../package/lib/process.mjs";
import { within } from "../../package/behaviour/wait.mjs";

const HERE = fileURLToPath(new URL("..", import.meta.url));
const BUILD_LIMIT = 180_000;

/** What is laid over a consumer that shares it with others. */
const TEMPLATES = {
  vite6: ["vite"],
  vite7: ["vite"],
  vite8: ["vite"],
  react18: ["react", "react-vite"],
  react19: ["react", "react-vite"],
  webpack: ["react"],
  next: ["react"],
};

export class Consumers {
  #root = freshFolder("matrix");
  #env;

  constructor(tarball) {
    const { installed } = installTarball(tarball, "matrix-package");
    for (const file of ["package.json", "package-lock.json"]) cpSync(join(HERE, file), join(this.#root, file));
    linkTree(join(HERE, "node_modules"), join(this.#root, "node_modules"));
    for (const name of readdirSync(join(HERE, "consumers"))) this.#layOut(name, installed);
    // Nobody counts, updates, or keeps anything outside of the folder.
    this.#env = {
      PATH: process.env.PATH,
      HOME: join(this.#root, "home"),
      CI: "1",
      NO_COLOR: "1",
      DO_NOT_TRACK: "1",
      NEXT_TELEMETRY_DISABLED: "1",
      BROWSERSLIST_IGNORE_OLD_DATA: "1",
      DENO_NO_UPDATE_CHECK: "1",
    };
    mkdirSync(this.#env.HOME);
  }

  #layOut(name, installed) {
    const [from, to] = [join(HERE, "consumers", name), this.folder(name)];
    cpSync(from, to, { recursive: true, filter: (path) => !path.includes("node_modules") });
    if (readdirSync(from).includes("node_modules")) linkTree(join(from, "node_modules"), join(to, "node_modules"));
    cpSync(installed, join(to, "node_modules", "everwire"), { recursive: true });
    for (const template of TEMPLATES[name] ?? []) cpSync(join(HERE, "templates", template), to, { recursive: true });
    cpSync(join(HERE, "client"), join(to, "src"), { recursive: true });
  }

  folder(name) {
    return join(this.#root, "consumers", name);
  }

  /** The folder of a package that a consumer has. */
  dependency(name, of) {
    const places = createRequire(join(this.folder(name), "package.json")).resolve.paths(of);
    const found = places.map((place) => join(place, of)).find((folder) => existsSync(folder));
    if (!found) throw new Error(`${of} is not installed: npm has none for this machine`);
    return found;
  }

  version(name, of) {
    return manifestIn(this.dependency(name, of)).version;
  }

  /** The script behind a package's command. */
  script(name, of) {
    const folder = this.dependency(name, of);
    const { bin } = manifestIn(folder);
    return join(folder, typeof bin === "string" ? bin : bin[of]);
  }

  /** Starts a program in a consumer's folder. */
  start(name, command, args) {
    return start(command, args, { cwd: this.folder(name), env: this.#env });
  }

  /** Runs a program to its end; gives what it printed. */
  async run(name, command, args) {
    const { child, exited, log, stop } = this.start(name, command, args);
    child.stdin.end();
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    try {
      const how = await within(`${args.join(" ")} in ${name}`, exited, BUILD_LIMIT);
      if (how !== "exited with 0") throw new Error(`${args.join(" ")} in ${name}: ${how}:\n${log()}`);
      return output;
    } finally {
      // Whatever it has left running.
      await stop();
    }
  }
}

const manifestIn = (folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

/** A copy whose files are the same where the file system can do that: packages are only read. */
function linkTree(from, to) {
  if (spawnSync("cp", ["-a", "--link", from, to]).status === 0) return;
  execFileSync("cp", ["-a", "--force", from, to.replace(/[^/]+$/, "")]);
}
