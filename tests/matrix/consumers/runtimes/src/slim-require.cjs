const { readFileSync } = require("node:fs");
const { init, ReconnectingWebSocket } = require("everwire/slim");

init(readFileSync(require.resolve("everwire/wasm")))
  .then(() => import("./run.mjs"))
  .then(({ run }) => run(ReconnectingWebSocket));
