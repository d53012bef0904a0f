// What socket.io-client's types do not have.

import { io, type ConnectError, type DisconnectReason, type IoOptions } from "everwire/socketio";

const options: IoOptions = {
  query: async () => ({ token: "fresh" }),
  auth: async () => ({ token: "fresh" }),
  resume: { cursor: (event, { id }) => id as number, key: (event, { id }) => String(id), apply: "latest_event_id", window: 10 },
  queue: { maxMessages: 10, maxBytes: 1000 },
  signal: new AbortController().signal,
  seed: 1,
};
const socket = io(new URL("https://example.org"), options);
const reason = (reason: DisconnectReason): string => reason;
const error = (error: ConnectError): unknown => error.data;
socket.on("disconnect", reason);
socket.on("connect_error", error);
socket.io.on("drop", ({ nsp, args }) => void [nsp.length, args.length]);
socket.io.reconnect();
// @ts-expect-error: a number
io("https://example.org", { timeout: "1" });
// @ts-expect-error: there is no polling
io("https://example.org", { upgrade: true });
