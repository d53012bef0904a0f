// Drop-in: the same program on reconnecting-websocket, on partysocket and on everwire, with only the import changed.
//
//   node compat.mjs --tarball F --server-bin F [--chromium F]

import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { WebSocket } from "ws";
import { DIFFERENCES } from "./compat/differences.mjs";
import { compatInPage } from "./compat/page.mjs";
import { readmeTests } from "./compat/readmes.mjs";
import { roomTests } from "./compat/rooms.mjs";
import { runCompat } from "./compat/run.mjs";
import { values } from "./lib/args.mjs";
import { installTarball } from "./lib/consumer.mjs";
import { MockServer } from "./lib/mock-server.mjs";
import { freePort } from "./lib/ports.mjs";
import { main, record, skip } from "./lib/report.mjs";

/** One that a client may leave alone: an error that nobody hears ends the process, as reconnecting-websocket's do. */
class Quiet extends WebSocket {
  constructor(...args) {
    super(...args);
    this.on("error", () => {});
  }
}

main(async () => {
  const { tarball, "server-bin": binary, chromium } = values({ needed: ["tarball", "server-bin"], optional: ["chromium"] });
  const { installed } = installTarball(tarball, "compat");
  const server = await new MockServer(binary).start();
  const refused = `ws://127.0.0.1:${await freePort()}/`;
  const load = (name) => import(pathToFileURL(join(installed, "dist", name)).href);
  const [everwire, party, rws, theirs] = await Promise.all([
    load("everwire.js"),
    load("partysocket.js"),
    import("reconnecting-websocket"),
    import("partysocket"),
  ]);
  // A CommonJS module, whose default is inside.
  const pairs = [
    { name: "reconnecting-websocket", Peer: rws.default.default ?? rws.default, Ours: everwire.default },
    { name: "partysocket", Peer: theirs.WebSocket, Ours: party.WebSocket },
  ];
  const runtime = { pairs, base: server.url, refused, options: { WebSocket: Quiet }, where: "node" };
  try {
    const met = new Set(await runCompat(runtime, (name, reason) => record(`Node: ${name}`, reason)));
    await roomTests({ Theirs: theirs.PartySocket, Ours: party.default, server });
    await readmeTests({ server, everwire, party });
    if (chromium) {
      for (const why of await compatInPage({ chromium, installed, base: server.url, refused })) met.add(why);
    } else skip("Chromium", "not on this machine");
    const unmet = Object.keys(DIFFERENCES).filter((why) => !met.has(why));
    record("every difference in the list is shown by a program", unmet.length > 0 ? unmet.join(", ") : undefined);
  } finally {
    await server.stop();
  }
});
