// Runs in the page: one client of a conversation, which writes down all that a user of the package could see.

import { ReconnectingWebSocket, buildWebSocketUrl } from "/everwire.js";

/**
 * Opens a client that authenticates by its first frame, as the agent server recommends. `route` is `"events"`, or
 * `"session"` for one that asks for what is after the last number that it has.
 */
export function openSession({ conversation, origin, key, query, retries, route = "events" }) {
  const started = Date.now();
  const seen = { opens: [], closes: [], errors: [], frames: [], transitions: [] };
  const events = buildWebSocketUrl(conversation, `${origin}/api/conversations/${conversation}`);
  const url = events.replace("/sockets/events/", `/sockets/${route}/`);
  const resume = { cursor: (data) => JSON.parse(data).seq, apply: (seq) => ({ query: { after_seq: seq ?? -1 } }) };
  const socket = new ReconnectingWebSocket(url, null, {
    queryParams: query,
    minReconnectionDelay: 200,
    maxReconnectionDelay: 1000,
    minUptime: 500,
    maxRetries: retries ?? Infinity,
    ...(route === "session" && { resume }),
  });
  socket.addEventListener("statechange", ({ state }) => {
    const { phase, attempt, cause, error, lastClose } = state;
    seen.transitions.push({
      at: Date.now() - started,
      phase,
      attempt,
      cause,
      error: error?.message ?? null,
      lastClose,
    });
  });
  socket.addEventListener("open", () => {
    seen.opens.push(Date.now() - started);
    if (key !== null) socket.send(JSON.stringify({ type: "auth", session_api_key: key }));
  });
  socket.addEventListener("message", (event) =>
    seen.frames.push({ open: seen.opens.length, ...JSON.parse(event.data) }),
  );
  socket.addEventListener("error", (event) =>
    seen.errors.push({ message: event.message, isError: event.error instanceof Error }),
  );
  socket.addEventListener("close", ({ code, reason, wasClean }) => seen.closes.push({ code, reason, wasClean }));

  return {
    socket,
    seen,
    url,
    /** The texts of the messages received on connection `n` (counted from 1), or on all. */
    texts: (n) =>
      seen.frames
        .filter((frame) => frame.kind === "MessageEvent" && (n === undefined || frame.open === n))
        .map((frame) => frame.llm_message.content[0].text),
  };
}
