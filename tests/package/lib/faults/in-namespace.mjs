// Runs one cell inside a network namespace and prints its result as the last line. A process of its own, because that
// is what has a namespace.
//
//   unshare --net node in-namespace.mjs '{"engine": NAME, "installed": FOLDER, "paths": {…}}'

import { execFileSync } from "node:child_process";
import { ENGINES } from "../engines/index.mjs";
import { MockServer } from "../mock-server.mjs";
import { runCell } from "./cell.mjs";
import { Lookout } from "./lookout.mjs";
import { openFaults, serveFaults } from "./site.mjs";

// Our parent's end is ours; so nothing that we start outlives it.
process.stdin.on("end", () => process.exit(1)).resume();

const { engine: name, installed, paths } = JSON.parse(process.argv[2]);
execFileSync("ip", ["link", "set", "lo", "up"]);
const server = await new MockServer(paths["server-bin"]).start();
const engine = await ENGINES.find((engine) => engine.name === name).start(paths);
const page = await openFaults(engine, await serveFaults(installed));

/** Lets nothing through, either way; nobody is told. */
const firewall = (action) => {
  for (const side of ["--dport", "--sport"])
    execFileSync("iptables", [action, "INPUT", "-i", "lo", "-p", "tcp", side, String(server.port), "-j", "DROP"]);
};
const fault = {
  every: 400,
  times: 3,
  strike: async ({ noticed }) => {
    firewall("--append");
    await noticed(1);
    firewall("--delete");
  },
};

const where = { page, lookout: new Lookout(page), url: server.url, server };
const result = await runCell({ ...where, name: "half-open", fault, struck: {} });
await engine.close();
await server.stop();
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
