// Finds a Python that the servers run on and that can make environments, and gives it a virtual environment with exactly the versions of
// requirements.txt. The environment is kept under target/interop and made once for each state of that file.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { note } from "../../package/lib/report.mjs";

const OLDEST = [3, 12];
/** Newer ones than this have not been tried with the pinned versions; they come last. */
const TRIED = [3, 12];

function output(command, args) {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return null;
  }
}

function candidates() {
  const named = ["python3.12", "python3.13", "python3.14", "python3", "python"];
  const root = process.env.PYENV_ROOT || output("pyenv", ["root"]) || join(homedir(), ".pyenv");
  const versions = join(root, "versions");
  const kept = existsSync(versions) ? readdirSync(versions).map((name) => join(versions, name, "bin", "python")) : [];
  return [...named, ...kept.filter(existsSync)];
}

/** Debian keeps what it takes in a package of its own, python3.X-venv: without it there is a `venv`, but no pip for it. */
const makesEnvironments = ({ command }) => output(command, ["-c", "import ensurepip, venv"]) !== null;
const venvPackage = ({ parts }) => `python${parts[0]}.${parts[1]}-venv`;

const isDebians = ({ command }) =>
  output("apt-get", ["--version"]) !== null && output(command, ["-c", "import sys; print(sys.base_prefix)"]) === "/usr";

/** Whether Debian's Python makes environments after its package was installed. */
function completed(python) {
  if (process.getuid?.() !== 0) return false;
  note(`installing ${venvPackage(python)}`);
  process.env.DEBIAN_FRONTEND = "noninteractive";
  output("apt-get", ["update", "-q"]);
  output("apt-get", ["install", "-q", "-y", "--no-install-recommends", venvPackage(python)]);
  return makesEnvironments(python);
}

/** `{command, version}` of a Python ≥ 3.12 that makes environments, or `{why}` where the machine has none. */
export function findPython() {
  const seen = [];
  for (const command of candidates()) {
    const version = output(command, ["-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"]);
    if (version) seen.push({ command, version, parts: version.split(".").map(Number) });
  }
  const atLeast = ({ parts }, [major, minor]) => parts[0] > major || (parts[0] === major && parts[1] >= minor);
  const distance = ({ parts }) => Math.abs(parts[1] - TRIED[1]);
  const fit = seen.filter((python) => atLeast(python, OLDEST)).sort((a, b) => distance(a) - distance(b));
  const ready = fit.find(makesEnvironments);
  if (ready) return ready;
  const debians = fit.find(isDebians);
  if (debians && completed(debians)) return debians;
  if (fit.length > 0) return { why: `Python ${fit[0].version} has no ensurepip to make environments with (Debian: ${venvPackage(fit[0])})` };
  const had = [...new Set(seen.map(({ version }) => version))].join(", ") || "none at all";
  return { why: `openhands-agent-server needs Python >= ${OLDEST.join(".")}; this machine has ${had}` };
}

/** The path of a Python that has everything in `requirements` installed; the environment lives in `folder`. */
export function environment(python, requirements, folder) {
  const wanted = createHash("sha256").update(python.version).update(readFileSync(requirements)).digest("hex");
  const stamp = join(folder, "installed");
  const venv = join(folder, "venv");
  const command = join(venv, "bin", "python");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && existsSync(command)) return command;

  note(`installing the Python servers with Python ${python.version}, once (about a minute)`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const run = (tool, args) => execFileSync(tool, args, { stdio: ["ignore", "ignore", "inherit"] });
  run(python.command, ["-m", "venv", venv]);
  run(command, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements]);
  writeFileSync(stamp, wanted);
  return command;
}
