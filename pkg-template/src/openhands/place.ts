// Where a conversation's server is.

import { buildWebSocketUrl, type PageLocation } from "everwire";
import { badOption } from "../errors.js";

/** What stands behind the server's own URL. */
const SOCKETS = "/sockets/events/";

/** `wss://host/prefix`. Where there is no page, the conversation's own URL says how secure it is. */
export function baseOf(url: string | null | undefined, location: PageLocation | undefined): string {
  let page = location ?? (globalThis.location as PageLocation | undefined);
  try {
    if (!page?.host) page = new URL(url!);
  } catch {
    // No page at all: the next line says so.
  }
  return buildWebSocketUrl("x", url, page)!.slice(0, -SOCKETS.length - 1);
}

/** The id as it stands in a path. */
export function checkId(name: string, id: unknown): string {
  if (typeof id !== "string" || /^(\s*|\.\.?)$/.test(id)) throw badOption(name, "the id of a conversation", id);
  return encodeURIComponent(id);
}
