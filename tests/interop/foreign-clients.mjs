// Socket.IO clients that are not ours against the mock server: npm's socket.io-client and python-socketio. What passes
// on the wire is written down and compared, byte for byte, with what npm's server sends for the same, and with what
// OpenHands sends.
//
//   node foreign-clients.mjs --server-bin F

import { paths } from "../package/lib/args.mjs";
import { main } from "../package/lib/report.mjs";
import { likeNpmsServer } from "./scenarios/like-npms-server.mjs";

main(async () => {
  const { "server-bin": binary } = paths("server-bin");
  await likeNpmsServer(binary);
});
