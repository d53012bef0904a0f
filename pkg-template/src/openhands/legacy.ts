// OpenHands as it spoke before: Socket.IO, which is loaded by who needs it. The last change of the agent's state comes at the
// end of a replay, so the cursor is the greatest id; and where two nodes disagree one id is two events, so a repetition has
// the same content.

import type { Socket } from "everwire/socketio";
import type { Connection, Frame, Link, Listener } from "./link.js";
import type { Plan } from "./options.js";
import { baseOf } from "./place.js";
import { keyOf } from "./service.js";
import { statusOf } from "./status.js";
import type { LegacyEvent, Outgoing } from "./types.js";

const WINDOW = 10000;

/** The number of an event, where it is one. */
const numberOf = (name: unknown, event: unknown): number | undefined => {
  const id: unknown = name === "oh_event" ? Object(event).id : undefined;
  return Number.isSafeInteger(id) ? (id as number) : undefined;
};

/** Tells one content from another, in 53 bits (cyrb53, public domain). */
function hash(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}

export function legacyLink(plan: Plan, listener: Listener): Link {
  let socket: Socket | undefined;
  let received = 0;
  /** What is to be sent when the client has been loaded. */
  const early: Outgoing[] = [];
  let wanted = !plan.startClosed && !plan.signal?.aborted;
  let connection: Connection = {
    phase: wanted ? "connecting" : "idle",
    isConnected: false,
    isReconnecting: false,
    attempt: 0,
    error: null,
    lastClose: null,
  };
  const move = (changes: Partial<Connection>): void => {
    const { phase, attempt } = { ...connection, ...changes };
    const isReconnecting = phase === "waiting" || (phase === "connecting" && attempt > 0);
    connection = Object.freeze({ ...connection, ...changes, isConnected: phase === "open", isReconnecting });
    listener._moved();
  };
  const lost = (error: Error | null, reason: string): void => {
    const phase = socket!.active ? "waiting" : "closed";
    if (error) listener._failed(error);
    listener._closed({ code: error ? 1006 : 1000, reason, wasClean: !error });
    move({ phase, error });
  };
  const hear = (event: Frame): void => {
    if (event.error === true) listener._refused("error", event.message);
    else if (event.status_update && event.type === "error") listener._refused(event.id, event.message);
    else if (numberOf("oh_event", event) === undefined) listener._transient(event);
    else {
      listener._history(null, ++received);
      listener._event(event as unknown as LegacyEvent);
      listener._status(statusOf(event));
    }
  };
  const say = (message: Outgoing): void => {
    const timestamp = new Date().toISOString();
    const args = { content: message, image_urls: [], file_urls: [], timestamp };
    socket!.emit("oh_user_action", typeof message === "string" ? { action: "message", args } : message);
  };

  const base = new URL(baseOf(plan.conversationUrl, plan.location));
  const load = async (): Promise<void> => {
    const { io } = await import("everwire/socketio");
    const { minReconnectionDelay, maxReconnectionDelay, maxRetries, connectionTimeout, WebSocket, clock, seed, queue } = plan;
    const made = io(base.origin, {
      path: `${base.pathname.replace(/\/$/, "")}/socket.io`,
      transports: ["websocket"],
      forceNew: true,
      autoConnect: false,
      query: async () => ({
        latest_event_id: plan.after ?? -1,
        conversation_id: plan.id,
        providers_set: plan.providers?.join(",") ?? "",
        session_api_key: await keyOf(plan.sessionApiKey),
      }),
      resume: {
        window: plan.resume?.window ?? WINDOW,
        cursor: numberOf,
        key: (name, event) => {
          const id = numberOf(name, event);
          // What the environment did is the agent's when it happens, and the environment's in a replay.
          return id === undefined ? undefined : `${id} ${hash(JSON.stringify({ ...event, source: 0 }))}`;
        },
        apply: "latest_event_id",
      },
      reconnectionDelay: minReconnectionDelay,
      reconnectionDelayMax: maxReconnectionDelay,
      reconnectionAttempts: maxRetries,
      timeout: connectionTimeout,
      ...{ WebSocket, clock, seed, queue },
    });
    socket = made;
    made.on("oh_event", hear);
    made.on("connect", () => {
      move({ phase: "open", attempt: 0, error: null });
      listener._opened();
      // The server lets nobody in before it has replayed.
      listener._loaded();
    });
    made.on("connect_error", (error) => lost(error, error.message));
    made.on("disconnect", (reason) => lost(reason === "io client disconnect" ? null : new Error(reason), reason));
    made.io.on("reconnect_attempt", (attempt) => move({ phase: "connecting", attempt }));
    made.io.on("reconnect_failed", () => move({ phase: "closed" }));
    if (wanted) made.connect();
    early.splice(0).forEach(say);
  };
  // Who cannot load it hears of it as of a failure, which is for good.
  const loading = load().catch((error: Error) => {
    listener._failed(error);
    move({ phase: "closed", error });
  });

  const connect = (want: boolean): void => {
    wanted = want;
    void loading.then(() => {
      if (!socket || wanted !== want) return;
      if (!want) socket.disconnect();
      else if (socket.active) socket.io.reconnect();
      else socket.connect();
    });
    if (want && !connection.isConnected) move({ phase: "connecting" });
    else if (!want && !connection.isConnected) move({ phase: "closed" });
  };
  plan.signal?.addEventListener("abort", () => connect(false), { once: true });
  return {
    _carrier: () => socket ?? null,
    _look: () => connection,
    _send: (message) => {
      if (socket) say(message);
      else early.push(message);
      return socket?.connected ? "sent" : "queued";
    },
    _close: () => connect(false),
    _reconnect: () => connect(true),
  };
}
