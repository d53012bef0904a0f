// What OpenHands asks by HTTP about the events of a conversation.

import type { PageLocation } from "everwire";
import { badOption } from "../errors.js";
import { baseOf, checkId } from "./place.js";
import type { CountRange, SessionApiKey } from "./types.js";

/** How a request is made. */
export interface RequestOptions {
  /** Ends the request. */
  signal?: AbortSignal | undefined;
  /** It is given up after so many ms, from 1. Default 30,000. */
  timeout?: number | undefined;
  /** Where the page is, for those who have none or mean another. */
  location?: PageLocation | undefined;
  /** What requests. Default: the runtime's. */
  fetch?: typeof fetch | undefined;
}

/** Whether the action that waits for it may be done, and why not. */
export interface ConfirmationRequest {
  readonly accept: boolean;
  readonly reason?: string | undefined;
}

/** An answer that is none of those wanted. */
export interface RequestError extends Error {
  /** The HTTP status. */
  readonly status: number;
  /** What the server said, as JSON or text. */
  readonly detail: unknown;
}

/** The event service of OpenHands. */
export class EventService {
  /**
   * Answers what the agent asks before it does something.
   *
   * @throws (rejects) TypeError for an argument that cannot be; a `RequestError` for an HTTP error; an Error where no answer came.
   */
  static async respondToConfirmation(
    conversationId: string,
    conversationUrl: string | null | undefined,
    request: ConfirmationRequest,
    sessionApiKey?: SessionApiKey,
    options?: RequestOptions,
  ): Promise<{ readonly success: boolean }> {
    const path = `/api/conversations/${checkId("conversationId", conversationId)}/events/respond_to_confirmation`;
    if (typeof (request as ConfirmationRequest | null)?.accept !== "boolean") {
      throw badOption("request", "an object with accept, true or false", request);
    }
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(request) };
    const url = httpBase(conversationUrl, options) + path;
    return (await ask("respondToConfirmation", url, init, sessionApiKey, options)) as { readonly success: boolean };
  }

  /**
   * How many events are stored. With the URL of a conversation its own server is asked; without one the app server of the
   * page, which has all conversations.
   *
   * @throws (rejects) as `respondToConfirmation`.
   */
  static async getEventCount(
    conversationId: string,
    conversationUrl?: string | null,
    sessionApiKey?: SessionApiKey,
    options: RequestOptions & CountRange = {},
  ): Promise<number> {
    const id = checkId("conversationId", conversationId);
    const query = new URLSearchParams(conversationUrl ? {} : { conversation_id__eq: conversationId });
    if (options.after) query.set("timestamp__gte", options.after);
    if (options.before) query.set("timestamp__lt", options.before);
    const path = conversationUrl ? `/api/conversations/${id}/events/count` : "/api/v1/events/count";
    // A page's own is relative.
    const base = conversationUrl || options.location ? httpBase(conversationUrl, options) : "";
    const count = await ask("getEventCount", `${base}${path}?${query}`.replace(/\?$/, ""), {}, sessionApiKey, options);
    if (!Number.isInteger(count)) throw new Error("everwire: getEventCount: the answer is no number");
    return count as number;
  }
}

const httpBase = (url: string | null | undefined, options?: RequestOptions): string =>
  baseOf(url, options?.location).replace("ws", "http");

/** The key of now. */
export async function keyOf(key: SessionApiKey): Promise<string | null | undefined> {
  return typeof key === "function" ? key() : key;
}

async function ask(
  what: string,
  url: string,
  init: { headers?: Record<string, string> } & RequestInit,
  sessionApiKey: SessionApiKey,
  { signal, timeout = 30000, fetch = globalThis.fetch }: RequestOptions = {},
): Promise<unknown> {
  if (!(timeout >= 1 && timeout < 2 ** 31)) throw badOption("timeout", "a number of milliseconds from 1 to 2147483647", timeout);
  const failed = (why: string, more: object): Error => Object.assign(new Error(`everwire: ${what}: ${why}`), more);
  const stop = new AbortController();
  const abort = (): void => stop.abort(signal!.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort);
  const timer = setTimeout(() => stop.abort(failed(`no answer within ${timeout} ms`, {})), timeout);
  try {
    const key = await keyOf(sessionApiKey);
    const headers = { ...init.headers, ...(key && { "X-Session-API-Key": key }) };
    const response = await fetch(url, { ...init, headers, signal: stop.signal });
    const text = await response.text();
    let detail: unknown = text;
    try {
      detail = JSON.parse(text);
    } catch (cause) {
      if (response.ok) throw failed("the answer is no JSON", { cause });
    }
    if (response.ok) return detail;
    const { status } = response;
    detail = Object(detail).detail ?? detail;
    throw failed(`HTTP ${status}${typeof detail === "string" && detail ? `: ${detail.slice(0, 200)}` : ""}`, { status, detail });
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason;
    if (/^everwire: /.test((error as Error | null)?.message ?? "")) throw error;
    throw failed("no answer", { cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
