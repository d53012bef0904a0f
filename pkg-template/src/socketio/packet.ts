// Arguments as JSON with attachments, and back.

import { isMessage } from "../message.js";
import type { Message } from "../types.js";

/** What follows the head of a packet. */
export interface Body {
  readonly _json: string;
  /** Sent behind it, each as a frame. */
  readonly _attachments: Message[];
}

/** In quotes, as it is not ours to rename. */
const PLACEHOLDER = "_placeholder";

/** @throws TypeError where JSON has no form for it. */
export function encode(value: unknown): Body {
  const _attachments: Message[] = [];
  const _json = JSON.stringify(value, function (this: Record<string, unknown>, key, json: unknown) {
    // Not what its own `toJSON` makes of it.
    const value = this[key];
    if (typeof value === "string" || !isMessage(value)) return json;
    return { [PLACEHOLDER]: true, num: _attachments.push(value) - 1 };
  });
  return { _json, _attachments };
}

/** @throws where it is no JSON, or its attachments are not those that came. */
export function decode({ _json, _attachments }: Body): unknown {
  if (!_attachments.length) return JSON.parse(_json || "null");
  return JSON.parse(_json, (_, value: unknown) => {
    if ((value as Record<string, unknown> | null)?.[PLACEHOLDER] !== true) return value;
    const { num } = value as { num: unknown };
    // A number: what arrays have by name is no attachment.
    const attachment = typeof num === "number" && _attachments[num];
    if (!attachment) throw new Error("illegal attachment");
    return attachment;
  });
}
