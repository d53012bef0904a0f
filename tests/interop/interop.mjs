// The packed tarball against servers that others wrote, each in every situation that it knows. Prints a table.
//
//   node interop.mjs --tarball F --server-bin F --proxy-bin F --redis F --nginx F [--client socket.io-client]

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { values } from "../package/lib/args.mjs";
import { freshFolder } from "../package/lib/consumer.mjs";
import { freePort } from "../package/lib/ports.mjs";
import { main, show, skip, test } from "../package/lib/report.mjs";
import { AgentServer } from "./lib/agent-server.mjs";
import { clientIo, installedEntries } from "./lib/client.mjs";
import { startNginx } from "./lib/nginx.mjs";
import { environment, findPython } from "./lib/python.mjs";
import { startSocketIo } from "./lib/rigs.mjs";
import { Table, none } from "./lib/table.mjs";
import { floods, prepareFlood, survivesKill } from "./scenarios/agent-faults.mjs";
import * as agent from "./scenarios/agent.mjs";
import { mockFloods } from "./scenarios/mock-floods.mjs";
import * as messages from "./scenarios/socketio-messages.mjs";
import * as socketio from "./scenarios/socketio.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

// In the order in which the table has them: what each kind of server calls its scenario, or why it has none.
const CONNECT = "connect";
const AUTH = "auth refused";
const REPLAY = "replay after a cut";
const KILL = "kill -9, restart";
const SWITCH = "switch of the node";
const IDLE = "nginx: prefix, 3 s idle";
const LIMIT = "too many clients";
const BINARY = "binary both ways";
const ACKS = "acks both ways";
const ACK_LOSS = "ack across a loss";
const FLOOD = "10,000 events, kills";

const NO_LIMIT = none("the server has no limit of its own");
const ONE_NODE = none("one process: no other node has its sessions");
const TEXT_ONLY = none("the protocol is JSON in text frames");
const NO_ACKS = none("the protocol has no acknowledgements; what is posted is answered over HTTP");

const SOCKETIO = {
  [CONNECT]: socketio.connects,
  [AUTH]: socketio.refusesAuth,
  [REPLAY]: socketio.replays,
  [KILL]: socketio.survivesKill,
  [SWITCH]: socketio.switchesNode,
  [IDLE]: socketio.staysThroughIdleTimeout,
  [LIMIT]: socketio.limitsConversations,
  [BINARY]: messages.carriesBinary,
  [ACKS]: messages.acknowledges,
  [ACK_LOSS]: messages.acknowledgesAcrossLoss,
  [FLOOD]: messages.flood,
};

const AGENT = {
  [CONNECT]: agent.connects,
  [AUTH]: agent.refusesAuth,
  [REPLAY]: agent.replays,
  [SWITCH]: ONE_NODE,
  [IDLE]: agent.survivesIdleTimeout,
  [LIMIT]: agent.waitsForRoom,
  [BINARY]: TEXT_ONLY,
  [ACKS]: NO_ACKS,
  [ACK_LOSS]: NO_ACKS,
};

const OVERTAKES = "in any order: what is posted during a replay may overtake it there";

main(async () => {
  const options = values({ needed: ["tarball", "server-bin", "proxy-bin", "redis", "nginx"], words: ["client"] });
  const found = findPython();
  if (found.why) return skip("servers that others wrote", found.why);
  const binaries = {
    redis: options.redis,
    nginx: options.nginx,
    proxy: options["proxy-bin"],
    mock: options["server-bin"],
    python: environment(found, here("requirements.txt"), here("../../target/interop/python")),
  };
  const entries = await installedEntries(options.tarball, ["socketio", "openhands"]);
  const table = new Table(Object.keys(SOCKETIO));
  const rows = (names) => names.map((name) => table.row(name));
  const [python, memory, streams] = rows(["python-socketio 5.18", "socket.io 4.8", "on Redis Streams"]);
  const routes = rows(["agent server, events", "agent server, session"]);
  const io = await clientIo(entries, options.client);
  const connect = entries.openhands.connectConversation;
  const rigs = await startSocketIo(io, binaries);
  const server = new AgentServer(binaries.python, freshFolder("agent-data", inMemory()), await freePort());
  const nginx = await startNginx(binaries.nginx, { ...rigs.ports, agent: [server.port] });
  try {
    await Promise.all([
      socketIoRow(python, { ...rigs.python, nginx }),
      socketIoRow(memory, { ...rigs.memory, nginx }, { [LIMIT]: NO_LIMIT, [SWITCH]: ONE_NODE }),
      socketIoRow(streams, { ...rigs.streams, nginx }, { [LIMIT]: NO_LIMIT }),
      agentRows(routes, { connect, server, nginx, proxyBinary: binaries.proxy }),
      floodByMock(mockFloods(binaries, connect, io)),
    ]);
  } finally {
    table.print();
    await Promise.all([rigs.stop(), nginx.stop(), server.kill()]);
  }
});

async function socketIoRow({ run }, rig, exceptions = {}) {
  for (const [column, scenario] of Object.entries({ ...SOCKETIO, ...exceptions })) {
    await run(column, scenario.why ? scenario : () => scenario(rig));
  }
}

async function agentRows(routes, rig) {
  const protocols = [
    { protocol: "events", why: OVERTAKES },
    { protocol: "session", ordered: true },
  ];
  const rigs = protocols.map((protocol) => ({ ...rig, ...protocol }));
  const together = (column, tests) => Promise.all(routes.map(({ run }, place) => run(column, tests[place])));
  await rig.server.start();
  const flood = await prepareFlood(rig.server);
  for (const [column, scenario] of Object.entries(AGENT)) {
    await together(column, scenario.why ? [scenario, scenario] : rigs.map((rig) => () => scenario(rig)));
  }
  await together(KILL, await survivesKill(rigs, flood.lengthen));
  await together(FLOOD, await floods(rigs, flood.conversation));
}

async function floodByMock(tests) {
  for (const [name, flood] of Object.entries(tests)) await test(name, async () => show(`${name}: ${await flood()}`));
}

/** Where files are in memory, if there is such a place: the agent server waits for the disk with every event. */
const inMemory = () => (existsSync("/dev/shm") ? "/dev/shm" : undefined);
