// What each subject is given in the benches `recovery` and `loss`, all in one place.
//
// `recovery` takes everybody's own defaults, with the heartbeat where there is one: that is what a user gets. `loss` asks what
// survives, not how patient somebody is: there each has the same short delays, and the shortest heartbeat that makes sense.
// All of them tell the server where they were, the peers in the URL provider or `auth` function that their docs have for
// what changes from one attempt to the next.

const QUICK = { least: 50, most: 500, handshake: 1000, heartbeat: { interval: 500, timeout: 500 } };

/** What the server of Socket.IO is given: there the heartbeat is the server's (socket.io/docs/v4/server-options). */
export const SERVER = {
  recovery: { interval: 25_000, timeout: 20_000 },
  loss: QUICK.heartbeat,
};

// README of everwire; the heartbeat has to be turned on, since the server has to have an answer.
const PING = { message: "ping", isReply: (data) => data === "pong" };
export const everwire = {
  recovery: { heartbeat: PING },
  loss: {
    minReconnectionDelay: QUICK.least,
    maxReconnectionDelay: QUICK.most,
    connectionTimeout: QUICK.handshake,
    heartbeat: { ...PING, ...QUICK.heartbeat },
    // As the peers have it: unbounded.
    queue: { maxMessages: Infinity, maxBytes: Infinity },
  },
};
/** The same with the delays of socket.io-client. */
export const everwireSooner = {
  recovery: { ...everwire.recovery, minReconnectionDelay: 1000, maxReconnectionDelay: 5000 },
};

// github.com/pladaria/reconnecting-websocket, "Available options"; it has no heartbeat.
export const reconnectingWebSocket = {
  recovery: {},
  loss: { minReconnectionDelay: QUICK.least, maxReconnectionDelay: QUICK.most, connectionTimeout: QUICK.handshake },
};

// docs.partykit.io/reference/partysocket-api; its fork, with the same names, and no heartbeat.
export const partysocket = reconnectingWebSocket;

// socket.io/docs/v4/client-options. With `retries` a packet is sent again until it is acknowledged ("at least once").
export const socketIo = {
  recovery: { transports: ["websocket"] },
  loss: {
    transports: ["websocket"],
    reconnectionDelay: QUICK.least,
    reconnectionDelayMax: QUICK.most,
    timeout: QUICK.handshake,
    retries: 1_000_000,
    ackTimeout: QUICK.handshake,
  },
};

/** What people write by hand. */
export const byHand = { recovery: { delay: 1000 }, loss: { delay: QUICK.least } };
