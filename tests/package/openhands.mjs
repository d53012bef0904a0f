// The entry `everwire/openhands` of the packed tarball in Node: the three protocols, the event service, and what is refused.
//
//   node openhands.mjs --tarball F --server-bin F

import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { WebSocket } from "ws";
import { paths } from "./lib/args.mjs";
import { installTarball } from "./lib/consumer.mjs";
import { MockServer } from "./lib/mock-server.mjs";
import { someAtATime } from "./lib/pool.mjs";
import { main, record, test } from "./lib/report.mjs";
import * as events from "./openhands/events.mjs";
import * as legacy from "./openhands/legacy.mjs";
import * as mockServer from "./openhands/mock.mjs";
import * as options from "./openhands/options.mjs";
import * as service from "./openhands/service.mjs";
import * as session from "./openhands/session.mjs";
import { stage } from "./openhands/stage.mjs";
import { watch } from "./openhands/watch.mjs";

const GROUPS = { options, service, events, session, "Socket.IO": legacy, "the mock server": mockServer };

/** How many tests run at a time, each with a server of its own; they mostly wait. */
const AT_A_TIME = 4;

/** What makes tests quick. */
const QUICK = { minReconnectionDelay: 10, maxReconnectionDelay: 50, closeTimeout: 1000 };

const thrown = [];
process.on("uncaughtException", (error) => thrown.push(error?.stack ?? String(error)));

main(async () => {
  const { tarball, "server-bin": binary } = paths("tarball", "server-bin");
  const { installed } = installTarball(tarball, "openhands");
  const everwire = await import(pathToFileURL(join(installed, "dist", "openhands.js")).href);
  const all = Object.entries(GROUPS).flatMap(([group, { tests }]) => Object.entries(tests).map((entry) => [group, ...entry]));
  await someAtATime(AT_A_TIME, all, ([group, name, body]) => test(`${group}: ${name}`, () => inside({ everwire, binary }, body)));
  record("nothing was thrown at nobody", thrown.length > 0 ? thrown.join("\n") : undefined);
});

/** Runs a test with a server to play, and conversations that end with it. */
async function inside({ everwire, binary }, body) {
  const server = await stage();
  let mock;
  const made = [];
  const connect = (options = {}, source = randomUUID()) => {
    const conversation = everwire.connectConversation(source, { conversationUrl: server.url, WebSocket, ...QUICK, ...options });
    made.push(conversation);
    return { conversation, seen: watch(conversation), id: conversation.id };
  };
  try {
    await body({ everwire, server, connect, startMock: async () => (mock = await new MockServer(binary, ["--session-api-key", "test-key"]).start()) });
  } finally {
    for (const conversation of made) conversation.close();
    await mock?.stop();
    server.stop();
  }
}
