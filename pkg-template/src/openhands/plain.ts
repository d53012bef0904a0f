// The protocols of the agent server, over the client: it has cursor and keys, and a dialect says what they are.

import { ReconnectingWebSocket, type Cursor, type Key, type Message, type QueryParams } from "everwire";
import type { Frame, Link, Listener } from "./link.js";
import type { Plan } from "./options.js";
import { baseOf, checkId } from "./place.js";
import { keyOf } from "./service.js";

/** How the agent server speaks. */
export interface Dialect {
  /** What an attempt adds to the URL to go on after this cursor; begins a new connection. */
  readonly _apply: (cursor: Cursor | null) => QueryParams;
  readonly _cursor: (frame: Frame) => Cursor | null | undefined;
  readonly _key: (frame: Frame) => Key | null | undefined;
  /** A frame that has not come before. */
  readonly _hear: (frame: Frame) => void;
}

/** More than a long conversation has between two connections. */
const WINDOW = 10000;

export function plainLink(plan: Plan, listener: Listener, dialect: Dialect): Link {
  let text: unknown;
  let frame: Frame | null;
  // Three ask about the same message in turn.
  const read = (data: Message): Frame | null => {
    if (data === text) return frame;
    text = data;
    frame = null;
    try {
      const value: unknown = JSON.parse(data as string);
      if (value && typeof value === "object") frame = value as Frame;
    } catch {
      // It is told where it is heard.
    }
    return frame;
  };
  const find = <T>(what: (frame: Frame) => T) => (data: Message): T | undefined => {
    const frame = read(data);
    return frame ? what(frame) : undefined;
  };
  const { sessionApiKey } = plan;
  const auth = async (): Promise<string | null> => {
    const key = await keyOf(sessionApiKey);
    return key ? JSON.stringify({ type: "auth", session_api_key: key }) : null;
  };

  const url = `${baseOf(plan.conversationUrl, plan.location)}/sockets/${plan.protocol}/${checkId("conversation", plan.id)}`;
  const socket = new ReconnectingWebSocket(url, null, {
    ...plan,
    ...(sessionApiKey && { auth }),
    resume: {
      window: WINDOW,
      ...plan.resume,
      cursor: find(dialect._cursor),
      key: find(dialect._key),
      apply: (cursor) => ({ query: dialect._apply(cursor) }),
    },
    parse: undefined,
    ack: undefined,
  });
  socket.addEventListener("message", ({ data }) => {
    const frame = read(data as Message);
    if (frame) dialect._hear(frame);
    else listener._failed(new Error("everwire: the server sent something that is no JSON object"));
  });
  socket.addEventListener("open", listener._opened);
  socket.addEventListener("error", ({ error }) => listener._failed(error));
  socket.addEventListener("close", listener._closed);
  socket.addEventListener("statechange", listener._moved);
  return {
    _carrier: () => socket,
    _look: () => socket.state,
    _send: (message) =>
      socket.send(
        JSON.stringify(
          typeof message === "string" ? { role: "user", content: [{ type: "text", text: message }] } : message,
        ),
      ),
    _close: () => socket.close(),
    _reconnect: () => socket.reconnect(),
  };
}
