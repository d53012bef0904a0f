// A user's code that touches every name of `everwire/openhands`, with the types that it relies on spelled out.

import {
  connectConversation,
  EventService,
  type AgentEvent,
  type Carrier,
  type Conversation,
  type ConfirmationRequest,
  type ConversationEvent,
  type ConversationEventMap,
  type ConversationOptions,
  type ConversationSource,
  type ConversationState,
  type CountRange,
  type DataEvent,
  type Delta,
  type EventOf,
  type Item,
  type LegacyEvent,
  type Outgoing,
  type Protocol,
  type RequestError,
  type RequestOptions,
  type ServerError,
  type SessionApiKey,
  type Transient,
} from "everwire/openhands";
import type { Close, Phase } from "everwire";

/** Compiles only where `A` and `B` are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Same<A, B>): void {}

export async function main(id: string, conversationUrl: string | null, sessionApiKey: string | null): Promise<void> {
  const conversation = connectConversation(id, { conversationUrl, sessionApiKey });
  same<typeof conversation, Conversation<AgentEvent>>(true);
  conversation.addEventListener("event", ({ data }) => {
    same<typeof data, AgentEvent>(true);
    same<typeof data.timestamp, string>(true);
    same<(typeof data)["llm_message"], unknown>(true);
  });
  conversation.addEventListener("transient", ({ data }) => same<typeof data, Transient>(true), { once: true });
  conversation.addEventListener("delta", ({ data }) => same<typeof data.kind, "text" | "reasoning">(true));
  conversation.addEventListener("itemstarted", ({ data }) => same<typeof data, Item>(true));
  conversation.addEventListener("status", ({ data }) => same<typeof data, string>(true));
  conversation.addEventListener("historyloaded", ({ type }) => same<typeof type, string>(true));
  conversation.addEventListener("close", ({ code }) => same<typeof code, number>(true));
  conversation.addEventListener("error", ({ error, message }) => {
    if ("detail" in error) same<typeof error.code, string>(true);
    same<typeof message, string>(true);
  });
  conversation.addEventListener("statechange", ({ state }) => same<typeof state, ConversationState>(true));
  const { phase, isConnected, isReconnecting, isLoadingHistory, history, attempt, error, lastClose, status } = conversation.state;
  same<typeof phase, Phase>(true);
  same<typeof history.expected, number | null>(true);
  same<typeof lastClose, Close | null>(true);
  same<typeof status, string | null>(true);
  const fate: "sent" | "queued" | "dropped" = conversation.send("hello");
  const message: Outgoing = { role: "user", content: [] };
  conversation.send(message);
  const carrier: Carrier = conversation.socket;
  if (carrier && "counters" in carrier) same<typeof carrier.counters.opened, number>(true);
  for await (const event of conversation) same<typeof event, AgentEvent>(true);
  conversation.reconnect();
  conversation.close();
  same<typeof conversation.protocol, Protocol>(true);

  const legacy = connectConversation(id, { protocol: "socket.io", after: 7, providers: ["github"] });
  legacy.addEventListener("event", ({ data }) => same<typeof data, LegacyEvent>(true));
  legacy.addEventListener("event", { handleEvent: ({ data }: DataEvent<LegacyEvent>) => same<typeof data.id, number>(true) });
  const session = connectConversation({ id, conversation_url: null, session_api_key: "k" }, { protocol: "session", after: -1, heartbeat: {} });
  session.addEventListener("event", ({ data }) => same<typeof data.id, string>(true));
  same<EventOf<"session">, AgentEvent>(true);
  same<EventOf<Protocol>, ConversationEvent>(true);

  const key: SessionApiKey = async () => "of now";
  const source: ConversationSource = { id };
  const countEvents = async ({ after, before }: CountRange): Promise<number> => `${after}${before}`.length;
  const options: ConversationOptions<"events"> = {
    protocol: "events",
    after: "2026-11-22T18:00:00",
    sessionApiKey: key,
    countEvents,
    location: { protocol: "https:", host: "example.com" },
    resume: { window: 100, save: (text: string) => text, load: () => null },
    maxRetries: 3,
  };
  const any: Conversation = connectConversation(source, options);
  any.removeEventListener("delta", ({ data }: DataEvent<Delta>) => data.content);

  const request: ConfirmationRequest = { accept: true };
  const { success } = await EventService.respondToConfirmation(id, conversationUrl, request, key, { timeout: 1000 });
  same<typeof success, boolean>(true);
  const how: RequestOptions = { signal: AbortSignal.abort(), fetch };
  const count = await EventService.getEventCount(id, null, null, { ...how, after: "2026-11-22" }).catch((error: RequestError) => error.status);
  same<typeof count, number>(true);
  const said: ServerError = Object.assign(new Error("x"), { code: "a", detail: "b" });
  const map: keyof ConversationEventMap<AgentEvent> = "event";
  console.log(fate, isConnected, isReconnecting, isLoadingHistory, attempt, error, said, map);
}
