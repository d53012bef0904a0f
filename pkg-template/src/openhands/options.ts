// The options of a conversation, checked. Those of the class are checked by the class.

import { badOption } from "../errors.js";
import type { ConversationOptions, ConversationSource } from "./types.js";
import { checkId } from "./place.js";

const PROTOCOLS: readonly unknown[] = ["events", "session", "socket.io"];

/** What a link needs. */
export interface Plan extends ConversationOptions {
  readonly id: string;
  readonly protocol: NonNullable<ConversationOptions["protocol"]>;
}

export function parse(source: ConversationSource, options: unknown = {}): Plan {
  if (typeof options !== "object" || !options) throw badOption("options", "an object", options);
  const known = typeof source === "object" ? source : { id: source };
  checkId("conversation", (known as { readonly id?: unknown } | null)?.id);
  const {
    protocol = "events",
    conversationUrl = known.conversation_url,
    sessionApiKey = known.session_api_key,
  } = options as ConversationOptions;
  const plan: Plan = { ...options, id: known.id, protocol, conversationUrl, sessionApiKey };
  const check = (name: keyof Plan, takes: string, is: (value: any) => unknown, show = false): void => {
    const value = plan[name];
    // What may be a secret is not shown.
    if (value !== undefined && !is(value)) throw show ? badOption(name, takes, value) : badOption(name, takes, value, typeof value);
  };
  check("protocol", PROTOCOLS.map((name) => JSON.stringify(name)).join(" or "), (value) => PROTOCOLS.includes(value), true);
  check("conversationUrl", "a URL", (value) => value === null || typeof value === "string");
  check("sessionApiKey", "a text, or a function of one", (value) => value === null || /string|function/.test(typeof value));
  if (protocol === "events") check("after", "a timestamp, or null", (value) => value === null || !Number.isNaN(Date.parse(value)), true);
  else if (protocol === "session") check("after", "a whole number from -1, or null", (value) => value === null || isSequence(value), true);
  else check("after", "a whole number from -1", isSequence, true);
  check("countEvents", "a function, or false", (value) => value === false || typeof value === "function", true);
  check("providers", "a list of texts", (value) => Array.isArray(value) && value.every((name) => typeof name === "string"));
  check("location", "an object with protocol and host", (value) => value?.protocol && value.host);
  check("resume", "an object", (value) => value && typeof value === "object");
  check("signal", "an AbortSignal", (value) => value?.addEventListener);
  if (protocol === "socket.io") {
    // Its client comes later, and has other names for them.
    const ms = (from: number) => (value: unknown): boolean => typeof value === "number" && value >= from && value < 2 ** 31;
    const takes = "a number of milliseconds from ";
    check("minReconnectionDelay", `${takes}0 to 2147483647`, ms(0), true);
    check("maxReconnectionDelay", `${takes}0 to 2147483647`, ms(0), true);
    check("connectionTimeout", `${takes}1 to 2147483647`, ms(1), true);
    check("maxRetries", "a whole number from 0, or Infinity", (value) => value === Infinity || (Number.isInteger(value) && value >= 0), true);
  }
  return plan;
}

const isSequence = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= -1;
