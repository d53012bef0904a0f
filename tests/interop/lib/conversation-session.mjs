// One client of a conversation of the agent server, which writes down what its user could see.

import { WebSocket } from "ws";
import { until } from "../../package/behaviour/wait.mjs";

/** Opens one; `connect` is `connectConversation`, `base` where the server is for it, `options` are its own and come last. */
export function follow({ connect, protocol, base, conversation, key, options = {} }) {
  const client = connect(conversation, {
    protocol,
    conversationUrl: `${base}/api/conversations/${conversation}`,
    sessionApiKey: key,
    minReconnectionDelay: 100,
    maxReconnectionDelay: 500,
    WebSocket,
    ...options,
  });
  const session = { client, ids: [], texts: [], opens: 0, closes: [], errors: [], waitFor, close: () => client.close() };
  client.addEventListener("open", () => (session.opens += 1));
  client.addEventListener("close", ({ code, reason }) => session.closes.push({ code, reason }));
  client.addEventListener("error", ({ message }) => session.errors.push(message));
  client.addEventListener("event", ({ data }) => {
    session.ids.push(data.id);
    const text = data.llm_message?.content[0].text ?? data.args?.content;
    if (text !== undefined) session.texts.push(text);
  });
  return session;

  /** Waits until `condition` holds for what was seen; says what it was where it never does. */
  function waitFor(what, condition) {
    const { opens, closes, errors, texts } = session;
    const seen = () => JSON.stringify({ state: client.state, opens, closes, errors: errors.slice(-3), texts: texts.slice(-5) });
    return until(
      () => `${what}; the client showed ${seen()}`,
      () => condition(session),
      60_000,
    );
  }
}

/** One after the other: the server promises no order for what is posted at the same time. */
export async function postAll(server, conversation, texts) {
  for (const text of texts) await server.post(conversation, text);
}

// What to wait for.
export const open = ({ client }) => client.state.isConnected;
export const has =
  (text) =>
  ({ texts }) =>
    texts.includes(text);

/** What came or should have, to be compared: in its order, where the route keeps one. */
export const comparable = ({ ordered }, list) => (ordered ? list : [...list].sort());
