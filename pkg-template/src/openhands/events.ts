// `/sockets/events/{id}`: bare events. A replay is asked for by a timestamp, has no end that is marked, and what happens
// meanwhile comes in between: so nothing that is newer than the connection moves the cursor before all of the replay, as
// the server counts it, has come. An event is as old as its timestamp says before it is published: one may be older than
// the connection and still come before its replay, or older than one that came already. So what is about as old as the
// connection does not move the cursor either, and a replay begins somewhat before it.

import type { Frame, Listener } from "./link.js";
import type { Plan } from "./options.js";
import type { Dialect } from "./plain.js";
import { EventService } from "./service.js";
import { statusOf } from "./status.js";
import type { AgentEvent } from "./types.js";

const isFullState = ({ kind, key }: Frame): boolean => kind === "ConversationStateUpdateEvent" && key === "full_state";

/** Never stored, so that no replay has it. */
const isStored = (event: Frame): boolean =>
  !isFullState(event) && event.kind !== "StreamingDeltaEvent" && event.kind !== "ServerErrorEvent";

/** Longer than an event is on its way to being published, in ms. */
const ON_ITS_WAY = 10_000;

/** So long before a timestamp. One without a zone, as the server writes them, gives one without. */
function before(timestamp: string): string {
  const zoned = /(z|[+-]\d\d:?\d\d)$/i.test(timestamp);
  const time = Date.parse(zoned ? timestamp : `${timestamp}Z`);
  return Number.isNaN(time) ? timestamp : new Date(time - ON_ITS_WAY).toISOString().slice(0, zoned ? undefined : -1);
}

export function eventsDialect(plan: Plan, listener: Listener): Dialect {
  const after = plan.after as string | null | undefined;
  const { countEvents = (range) =>
    EventService.getEventCount(plan.id, plan.conversationUrl, plan.sessionApiKey, { ...range, location: plan.location }) } = plan;
  /** Where the replay of this connection begins: null for none, undefined for all. */
  let from: string | null | undefined;
  /** When the first connection began, where nothing older is wanted. */
  let start: string | undefined;
  /** When the connection began, by the server's clock. */
  let began: string | undefined;
  /** What is older than that, and has come. */
  let seen = new Set<unknown>();
  let expected: number | null = null;
  let counts = false;
  let complete = false;

  const look = (): void => {
    if (complete || expected === Infinity) return;
    listener._history(expected, seen.size);
    if (expected === null || seen.size < expected) return;
    complete = true;
    listener._loaded();
    seen.clear();
  };
  const count = async (): Promise<void> => {
    if (counts) return;
    counts = true;
    const here = seen;
    try {
      const range = { ...(from && { after: from }), ...(began && { before: began }) };
      const found = from === null ? 0 : countEvents ? await countEvents(range) : Infinity;
      if (here === seen) expected = found;
    } catch {
      if (here === seen) expected = Infinity;
    }
    if (here !== seen) return;
    if (expected === Infinity) {
      // Nobody knows, so the cursor stays behind: more comes again, and nothing is missed.
      listener._loaded();
      seen.clear();
    } else look();
  };

  return {
    _apply: (cursor) => {
      from = cursor === null ? after : before(String(cursor));
      // Never before the very beginning.
      const first = after ?? start;
      if (cursor !== null && first && from! < first) from = first;
      began = undefined;
      seen = new Set();
      expected = null;
      counts = complete = false;
      if (from === undefined) return { resend_mode: "all" };
      return from === null ? {} : { resend_mode: "since", after_timestamp: from };
    },
    _cursor: (event) => {
      const timestamp = event.timestamp as string;
      const isFirst = !counts && isFullState(event);
      if (isFirst) began = timestamp;
      if (isFirst && from === null) start ??= timestamp;
      void count();
      // Who begins now goes on from now. More of its kind may follow.
      if (isFirst && from === null) return timestamp;
      if (!isStored(event)) return null;
      const replayed = !(timestamp >= began!);
      if (replayed && !complete && expected !== Infinity) {
        seen.add(event.id);
        // Not before it is heard itself.
        queueMicrotask(look);
      }
      return complete || (began && timestamp < before(began)) ? timestamp : null;
    },
    _key: ({ id }) => id as string | undefined,
    _hear: (event) => {
      const { kind, content, reasoning_content: reasoning } = event;
      if (kind === "ServerErrorEvent") listener._refused(event.code, event.detail);
      else if (kind === "StreamingDeltaEvent") {
        if (reasoning) listener._delta({ kind: "reasoning", content: reasoning as string });
        if (content) listener._delta({ kind: "text", content: content as string });
      } else {
        if (isStored(event)) listener._event(event as AgentEvent);
        else listener._transient(event);
        listener._status(statusOf(event));
      }
    },
  };
}
