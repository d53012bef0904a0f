// Socket.IO clients that are not ours against the mock server: npm's socket.io-client and python-socketio. What passes
// on the wire is written down and compared, byte for byte, with what npm's server sends for the same, and with what
// OpenHands sends.
//
//   node foreign-clients.mjs --server-bin F [--redis F]

import { fileURLToPath } from "node:url";
import { values } from "../package/lib/args.mjs";
import { main, skip } from "../package/lib/report.mjs";
import { NpmClient, PythonClient } from "./lib/foreign.mjs";
import { environment, findPython } from "./lib/python.mjs";
import { likeNpmsServer } from "./scenarios/like-npms-server.mjs";
import { inConversations } from "./scenarios/openhands-clients.mjs";
import { onTwoNodes } from "./scenarios/two-nodes.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

main(async () => {
  const { "server-bin": binary, redis } = values({ needed: ["server-bin"], optional: ["redis"] });
  const kinds = { [NpmClient.title]: () => new NpmClient() };
  const python = findPython();
  if (python.why) {
    skip("python-socketio", python.why);
  } else {
    const command = environment(python, here("requirements.txt"), here("../../target/interop/python"));
    kinds[PythonClient.title] = () => new PythonClient(command);
  }
  if (!redis) skip("two nodes", "no redis-server");
  await Promise.all([likeNpmsServer(binary), inConversations(binary, kinds), redis && onTwoNodes(binary, redis)]);
});
