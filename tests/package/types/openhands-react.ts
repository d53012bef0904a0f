// A user's code that touches every name of `everwire/openhands/react`, with the types that it relies on spelled out.

import {
  connectConversation,
  EventService,
  useConversation,
  type AgentEvent,
  type Conversation,
  type ConversationCallbacks,
  type ConversationResult,
  type ConversationState,
  type LegacyEvent,
  type MaybeConversation,
  type Snapshot,
  type StoreOptions,
} from "everwire/openhands/react";

/** Compiles only where `A` and `B` are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Same<A, B>): void {}

export function Component({ id }: { id: string | null }): number {
  const it = useConversation(id, {
    conversationUrl: "https://example.com/api/conversations/x",
    sessionApiKey: async () => "key",
    onEvent: (event) => same<typeof event, AgentEvent>(true),
    onDelta: ({ content }) => same<typeof content, string>(true),
    onStatus: (status) => same<typeof status, string>(true),
    onHistoryLoaded: () => {},
    onOpen: () => {},
    onClose: ({ code }) => same<typeof code, number>(true),
    onError: ({ message }) => same<typeof message, string>(true),
    history: { maxEvents: 100 },
  });
  same<typeof it, ConversationResult>(true);
  same<typeof it.events, readonly AgentEvent[]>(true);
  same<typeof it.lastEvent, AgentEvent | null>(true);
  same<typeof it.state, ConversationState | null>(true);
  same<typeof it.conversation, Conversation<AgentEvent> | null>(true);
  const fate: "sent" | "queued" | "dropped" = it.sendMessage("x");
  it.disconnect();
  it.reconnect();

  const legacy = useConversation(id, { protocol: "socket.io" });
  same<typeof legacy.events, readonly LegacyEvent[]>(true);
  const count = useConversation(id, { protocol: "session" }, ({ events }) => events.length);
  same<typeof count, number>(true);
  const status = useConversation(id, undefined, ({ status }: Snapshot) => status);
  same<typeof status, string | null>(true);

  const none: MaybeConversation[] = [null, undefined, "", { id: "x", conversation_url: null }];
  const callbacks: ConversationCallbacks<"session"> = { onEvent: ({ kind }) => kind };
  const options: StoreOptions<"session"> = { protocol: "session", after: 7, ...callbacks };
  useConversation(none[0], options);
  return [fate, connectConversation, EventService].length + count;
}
