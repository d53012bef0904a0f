// A user's composable for Vue, with the types that it relies on spelled out.

import type { ReconnectingWebSocket, State } from "everwire";
import { useWebSocket, type Snapshot, type StoreOptions, type Url, type UseWebSocketReturn } from "everwire/vue";
import { computed, reactive, ref, shallowRef, type ComputedRef, type Ref } from "vue";

/** Compiles only where `A` and `B` are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Same<A, B>): void {}

const url = "wss://example.org/socket";

// The URL in each form.
const ws = useWebSocket(url);
useWebSocket(new URL(url));
useWebSocket(null);
useWebSocket(undefined, undefined);
useWebSocket([url, new URL(url)]);
useWebSocket(ref(url));
useWebSocket(ref<string | null>(null));
useWebSocket(computed(() => (url ? new URL(url) : undefined)));
useWebSocket(() => url);
useWebSocket(() => (url ? url : null));
// A function in a ref, or from a getter, is called before each attempt.
useWebSocket(shallowRef(async () => url));
useWebSocket(() => async () => new URL(url));
// @ts-expect-error: a getter gives no promise
useWebSocket(async () => url);
// @ts-expect-error: a URL is no number
useWebSocket(7);
// @ts-expect-error: nor is what a ref holds
useWebSocket(ref(7));
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
useWebSocket(where, options);
useWebSocket(where, ref(options));
useWebSocket(where, reactive({ share: true }));
useWebSocket(where, () => options);
useWebSocket(where, () => undefined);
// @ts-expect-error: a misspelt option
useWebSocket(where, { shared: true });

// What comes of it.
same<typeof ws, UseWebSocketReturn<string>>(true);
same<typeof ws.isConnected, ComputedRef<boolean>>(true);
same<typeof ws.lastMessage, ComputedRef<string | null>>(true);
same<typeof ws.messages, ComputedRef<readonly string[]>>(true);
same<typeof ws.error, ComputedRef<Error | null>>(true);
same<typeof ws.socket, ComputedRef<ReconnectingWebSocket<string> | null>>(true);
same<typeof ws.isReconnecting, ComputedRef<boolean>>(true);
same<typeof ws.attemptCount, ComputedRef<number>>(true);
same<typeof ws.state, ComputedRef<State | null>>(true);
same<ReturnType<typeof ws.sendMessage>, "sent" | "queued" | "dropped">(true);
ws.disconnect();
ws.reconnect();
const first: string | undefined = ws.messages.value[0];
const any: Ref<boolean> = ref(ws.isConnected.value && first !== undefined);
any.value = false;
// @ts-expect-error: what came is not to be changed
ws.messages.value.push("more");
// @ts-expect-error: nor are the refs
ws.isConnected.value = true;

// Another type of message.
const binary = useWebSocket<ArrayBuffer>(url, { onMessage: ({ data }) => void data.byteLength });
same<typeof binary.messages.value, readonly ArrayBuffer[]>(true);
export const snapshot: Snapshot<ArrayBuffer>["lastMessage"] = binary.lastMessage.value;

// The type of messages is that of what `parse` gives.
const parsed = useWebSocket(url, { parse: (data: string) => JSON.parse(data) as { n: number }, onMessage: ({ data }) => void data.n });
same<typeof parsed.lastMessage.value, { n: number } | null>(true);
