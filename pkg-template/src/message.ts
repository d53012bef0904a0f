// What can be sent, as the W3C `send` takes it.

import type { Message } from "./types.js";

/** Everything else is sent as its text, as `WebSocket.send` does. */
export function asMessage(value: unknown): Message {
  const binary = ArrayBuffer.isView(value) || isBuffer(value) || isBlob(value);
  return binary ? value : `${value as string}`;
}

/** A copy of what its owner may change before it is sent. */
export function copyOf(message: Message): Message {
  if (ArrayBuffer.isView(message)) {
    return new Uint8Array(message.buffer, message.byteOffset, message.byteLength).slice();
  }
  return isBuffer(message) ? message.slice(0) : message;
}

/** Its size on the wire, in bytes. */
export function sizeOf(message: Message): number {
  if (typeof message === "string") return new TextEncoder().encode(message).length;
  return "size" in message ? message.size : message.byteLength;
}

// By tag: what comes from another frame or a mock library is no instance of this realm's classes.
const tag = (value: unknown): string => Object.prototype.toString.call(value);
const isBuffer = (value: unknown): value is ArrayBuffer => tag(value) === "[object ArrayBuffer]";
const isBlob = (value: unknown): value is Blob => /^\[object (Blob|File)]$/.test(tag(value));
