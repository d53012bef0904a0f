// A user's code for Svelte, with the types that it relies on spelled out.

import type { ReconnectingWebSocket, State } from "everwire";
import { createWebSocket, type SvelteWebSocket, type Snapshot, type StoreOptions, type Url } from "everwire/svelte";
import { get, type Readable } from "svelte/store";

/** Compiles only where `A` and `B` are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Same<A, B>): void {}

const url = "wss://example.org/socket";

// The URL in each form.
const ws = createWebSocket(url);
createWebSocket(new URL(url));
createWebSocket(null);
createWebSocket(undefined, undefined);
createWebSocket([url, new URL(url)]);
createWebSocket(() => url);
createWebSocket(() => (url ? new URL(url) : null));
// A function that a function returns is called before each attempt.
createWebSocket(() => async () => url);
// @ts-expect-error: a getter gives no promise
createWebSocket(async () => url);
// @ts-expect-error: a URL is no number
createWebSocket(7);
const where: Url = () => null;

// The options in each form.
const options: StoreOptions = {
  onOpen: (event) => same<typeof event, Event>(true),
  onMessage: ({ data }) => same<typeof data, string>(true),
  onClose: ({ code, reason }) => void [code, reason],
  reconnect: { enabled: true, maxAttempts: 5, delay: 1000 },
  history: { maxMessages: 10 },
  share: true,
  heartbeat: {},
};
createWebSocket(where, options);
createWebSocket(where, () => options);
createWebSocket(where, () => undefined);
// @ts-expect-error: a misspelt option
createWebSocket(where, { shared: true });

// What comes of it.
same<typeof ws, SvelteWebSocket<string>>(true);
same<typeof ws.isConnected, boolean>(true);
same<typeof ws.lastMessage, string | null>(true);
same<typeof ws.messages, readonly string[]>(true);
same<typeof ws.error, Error | null>(true);
same<typeof ws.socket, ReconnectingWebSocket<string> | null>(true);
same<typeof ws.isReconnecting, boolean>(true);
same<typeof ws.attemptCount, number>(true);
same<typeof ws.state, State | null>(true);
same<ReturnType<typeof ws.sendMessage>, "sent" | "queued" | "dropped">(true);
ws.disconnect();
ws.reconnect();
const first: string | undefined = ws.messages[0];
// @ts-expect-error: what came is not to be changed
ws.messages.push(first ?? "");
// @ts-expect-error: nor are the fields
ws.isConnected = true;

// Another type of message.
const binary = createWebSocket<ArrayBuffer>(url, { onMessage: ({ data }) => void data.byteLength });
same<typeof binary.messages, readonly ArrayBuffer[]>(true);
export const snapshot: Snapshot<ArrayBuffer> = binary;

// It is a store, too.
const readable: Readable<Snapshot<string>> = ws;
same<ReturnType<typeof get<Snapshot<string>>>, Snapshot<string>>(true);
get(readable).messages.slice(-1);

// The type of messages is that of what `parse` gives.
const parsed = createWebSocket(url, { parse: (data: string) => JSON.parse(data) as { n: number }, onMessage: ({ data }) => void data.n });
same<typeof parsed.lastMessage, { n: number } | null>(true);
