const { ReconnectingWebSocket } = require("everwire");

import("./run.mjs").then(({ run }) => run(ReconnectingWebSocket));
