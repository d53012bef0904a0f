// One Socket.IO client of one conversation, which writes down what its user could see.

import { until } from "../../package/behaviour/wait.mjs";

/** What the two apps call things. `accepted` and `refused` are the options of a client whose key is right or wrong. */
export const DIALECTS = {
  socketio: {
    event: "event",
    accepted: { auth: { token: "good" } },
    refused: { auth: { token: "bad" } },
    query: (conversation) => ({ conversation_id: conversation }),
    refusal: { message: "unauthorized", data: { code: 401 } },
  },
  openhands: {
    event: "oh_event",
    accepted: { query: { session_api_key: "good" } },
    refused: { query: { session_api_key: "bad" } },
    query: (conversation) => ({ conversation_id: conversation, latest_event_id: -1, providers_set: [] }),
    refusal: { message: "invalid_session_api_key", data: undefined },
  },
};

/**
 * Opens a client of `conversation`. `io` is the library's function, `origin` where it connects, `dialect` one of
 * DIALECTS; `options` are the library's and come last.
 */
export function join({ io, dialect, origin, path = "/socket.io", conversation, options = {} }) {
  const { event, accepted, query } = dialect;
  const socket = io(origin, {
    path,
    transports: ["websocket"],
    forceNew: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 500,
    ...accepted,
    ...options,
    query: { ...query(conversation), ...accepted.query, ...options.query },
  });
  const session = { socket, events: [], connects: [], disconnects: [], refusals: [], waitFor, close };
  socket.on("connect", () => session.connects.push({ id: socket.id, recovered: socket.recovered }));
  socket.on("disconnect", (reason) => session.disconnects.push(reason));
  socket.on("connect_error", ({ message, data }) => session.refusals.push({ message, data }));
  socket.on(event, (value) => {
    session.events.push(value);
    const asked = socket.io.opts.query;
    // Where the server replays from an id: the highest, for the last one replayed is not it.
    if ("latest_event_id" in asked && value.id > asked.latest_event_id) asked.latest_event_id = value.id;
  });
  return session;

  /** Waits until `condition` holds for what was seen; says what it was where it never does. */
  function waitFor(what, condition) {
    const { events, connects, disconnects, refusals } = session;
    const seen = () => JSON.stringify({ connected: socket.connected, events: events.slice(-5), connects, disconnects, refusals });
    return until(
      () => `${what}; the client showed ${seen()}`,
      () => condition(session),
    );
  }

  function close() {
    socket.disconnect();
  }
}

let names = 0;

/** A name that nobody has had. */
export const newName = (what) => `${what}-${(names += 1)}`;

/** Runs `body` with a client of a new conversation on the rig's first node, or where `where` says; closes it in the end. */
export async function withSession(rig, where, body) {
  const conversation = newName("conversation");
  const { io, dialect, nodes } = rig;
  const session = join({ io, dialect, origin: nodes[0].origin, conversation, ...where });
  const emit = (node, ...events) => node.order("emit", { room: conversation, events });
  try {
    return await body({ ...session, session, conversation, emit, node: nodes[0] });
  } finally {
    session.close();
  }
}

/** Events with the numbers `from` to `to`. */
export const numbered = (from, to) => Array.from({ length: to - from + 1 }, (_, n) => ({ n: from + n }));

export const numbers = (events) => events.map(({ n }) => n);

// What to wait for.
export const connected = ({ socket }) => socket.connected;
export const has =
  (n) =>
  ({ events }) =>
    events.some((event) => event.n === n);
