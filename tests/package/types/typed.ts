// What a message is: any data as in `WebSocket`, or what `parse` makes of it.

import {
  ReconnectingWebSocket,
  type Clock,
  type EventMap,
  type Message,
  type Options,
  type ParseErrorEvent,
  type StandardSchema,
} from "everwire";
import { init } from "everwire/slim";
import module from "everwire/wasm";

/** Compiles only where `A` and `B` are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Same<A, B>): void {}

interface Chat {
  readonly from: string;
}
declare const schema: StandardSchema<Chat>;
declare const clock: Clock;
const url = "wss://example.org/socket";

const plain = new ReconnectingWebSocket(url);
plain.onmessage = ({ data }) => same<typeof data, any>(true);

const made = new ReconnectingWebSocket(url, null, { parse: (text: string) => ({ from: text }) });
made.onmessage = ({ data }) => same<typeof data, { from: string }>(true);

const judged = new ReconnectingWebSocket(url, [], { parse: schema, clock });
judged.addEventListener("message", ({ data }) => same<typeof data, Chat>(true));
judged.addEventListener("parseerror", (event) => {
  same<typeof event, ParseErrorEvent>(true);
  same<typeof event.data, Message>(true);
  const first: string | undefined = event.error.issues?.[0]?.message;
  console.log(first, event.message);
});

const said = new ReconnectingWebSocket<Chat>(url, [], { parse: JSON.parse });
same<EventMap<Chat>["message"], MessageEvent<Chat>>(true);
const options: Options<Chat> = { parse: schema };
// Typed or not, it is a ReconnectingWebSocket.
const all: ReconnectingWebSocket[] = [plain, made, judged, said, new ReconnectingWebSocket(url, [], options)];

export async function streams(): Promise<number> {
  using socket = judged;
  for await (const chat of socket) same<typeof chat, Chat>(true);
  same<typeof judged.readable, ReadableStream<Chat>>(true);
  same<typeof judged.writable, WritableStream<Message>>(true);
  await judged.readable.pipeTo(new WritableStream<Chat>());
  return all.length;
}

export async function slim(): Promise<void> {
  await init("/everwire.wasm");
  await init(new URL(url));
  await init(fetch("/everwire.wasm"));
  await init(new Uint8Array());
  await init(module);
}
