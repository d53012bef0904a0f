// The packed tarball against servers that others wrote, each in every situation that it knows. Prints a table.
//
//   node interop.mjs --tarball F --proxy-bin F --redis F --nginx F [--client socket.io-client]

import { fileURLToPath } from "node:url";
import { values } from "../package/lib/args.mjs";
import { main, note, skip } from "../package/lib/report.mjs";
import { clientIo, installedEntries } from "./lib/client.mjs";
import { environment, findPython } from "./lib/python.mjs";
import { startSocketIo } from "./lib/rigs.mjs";
import { Table, none } from "./lib/table.mjs";
import * as messages from "./scenarios/socketio-messages.mjs";
import * as socketio from "./scenarios/socketio.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const COLUMNS = {
  connects: "connect",
  refusesAuth: "auth refused",
  replays: "replay after a cut",
  survivesKill: "kill -9, restart",
  switchesNode: "switch of the node",
  staysThroughIdleTimeout: "nginx, prefix, 3 s idle",
  limitsConversations: "too many conversations",
  carriesBinary: "binary both ways",
  acknowledges: "acks both ways",
  acknowledgesAcrossLoss: "ack across a loss",
  flood: "10,000 events, kills",
};

const NO_LIMIT = none("the server has no limit of its own");
const ONE_NODE = none("one process: its sessions are in its memory");

main(async () => {
  const options = values({
    needed: ["tarball", "proxy-bin", "redis", "nginx"],
    words: ["client"],
  });
  const python = findPython();
  if (python.why) return skip("servers that others wrote", python.why);
  const binaries = {
    redis: options.redis,
    nginx: options.nginx,
    proxy: options["proxy-bin"],
    python: environment(python, here("requirements.txt"), here("../../target/interop/python")),
  };
  const entries = await installedEntries(options.tarball, ["everwire", "socketio"]);
  const io = await clientIo(entries, options.client);
  const table = new Table(Object.values(COLUMNS));
  const rigs = await startSocketIo(io, binaries);
  note(`behind nginx at ${rigs.nginx.origin}`);
  const scenarios = { ...socketio, ...messages };
  const row = async (server, rig, exceptions) => {
    const { run } = table.row(server);
    for (const [name, column] of Object.entries(COLUMNS)) {
      await run(column, exceptions[name] ?? (() => scenarios[name](rig)));
    }
  };
  try {
    await Promise.all([
      row("python-socketio 5.18", rigs.python, {}),
      row("socket.io 4.8", rigs.memory, { limitsConversations: NO_LIMIT, switchesNode: ONE_NODE }),
      row("socket.io, Redis Streams", rigs.streams, { limitsConversations: NO_LIMIT }),
    ]);
  } finally {
    table.print();
    await rigs.stop();
  }
});
