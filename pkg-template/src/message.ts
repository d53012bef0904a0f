// What can be sent, as the W3C `send` takes it.

import type { Message } from "./types.js";

/** Everything that is not a message is sent as its text, as `WebSocket.send` does. */
export function asMessage(value: unknown): Message {
  return isMessage(value) ? value : `${value as string}`;
}

export const isFunction = (value: unknown): value is () => unknown => typeof value === "function";

export function isMessage(value: unknown): value is Message {
  if (typeof value === "string" || ArrayBuffer.isView(value)) return true;
  // By tag: what comes from another frame or a mock library is no instance of this realm's classes.
  return / (ArrayBuffer|Blob|File)/.test(Object.prototype.toString.call(value));
}

/** A copy of what its owner may change before it is sent. */
export function copyOf(message: Message): Message {
  if (ArrayBuffer.isView(message)) {
    message = new Uint8Array(message.buffer as ArrayBuffer, message.byteOffset, message.byteLength);
  }
  return typeof message === "string" ? message : (message as Blob | ArrayBuffer).slice();
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Its size on the wire, in bytes. */
export function sizeOf(message: Message): number {
  const bytes = typeof message === "string" ? utf8(message) : message;
  return (bytes as Blob).size ?? (bytes as ArrayBuffer).byteLength;
}
