// A user's code that touches every name of the hook, with the types that it relies on spelled out.

import { useWebSocket, type MaybeUrl, type ReconnectOptions, type Snapshot, type StoreOptions, type WebSocketResult } from "everwire/react";
import type { ReconnectingWebSocket, State } from "everwire";

/** Compiles only where `A` and `B` are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Same<A, B>): void {}

interface Chat {
  readonly from: string;
}

export function Component({ url }: { url: string | null }): number {
  // As the hook that it mirrors.
  const it = useWebSocket(url, {
    queryParams: { room: "a", replay: true },
    onOpen: (event) => same<typeof event, Event>(true),
    onMessage: ({ data }) => same<typeof data, string>(true),
    onError: ({ type }) => same<typeof type, string>(true),
    onClose: ({ code }) => same<typeof code, number>(true),
    reconnect: { enabled: true, maxAttempts: Infinity, delay: 3000, jitter: "equal" },
  });
  same<typeof it, WebSocketResult<string>>(true);
  same<typeof it.messages, readonly string[]>(true);
  same<typeof it.lastMessage, string | null>(true);
  same<typeof it.error, Error | null>(true);
  same<typeof it.state, State | null>(true);
  const fate: "sent" | "queued" | "dropped" = it.sendMessage("x");
  it.disconnect();
  it.reconnect();
  const socket: ReconnectingWebSocket | null = it.socket;

  const typed = useWebSocket<Chat>(url, { parse: JSON.parse, heartbeat: {}, history: { maxMessages: 0 }, share: true });
  same<typeof typed.lastMessage, Chat | null>(true);

  const inferred = useWebSocket(url, { parse: (data: string) => ({ from: data }) });
  same<typeof inferred.messages, readonly { from: string }[]>(true);

  const count = useWebSocket(url, undefined, ({ messages }) => messages.length);
  same<typeof count, number>(true);
  const last = useWebSocket(url, { share: true }, ({ lastMessage }: Snapshot<string>) => lastMessage);
  same<typeof last, string | null>(true);

  const urls: MaybeUrl[] = [undefined, new URL("wss://a"), () => "wss://a", async () => new URL("wss://a"), ["wss://a", "wss://b"]];
  const reconnect: ReconnectOptions = { enabled: true, closeTimeout: 1 };
  const options: StoreOptions<Chat> = { reconnect, protocols: ["chat"], auth: () => null };
  useWebSocket(urls[0], options);
  return [fate, socket].length + count;
}
