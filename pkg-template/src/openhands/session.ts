// `/sockets/session/{id}`: events in envelopes. Only what is durable has a number, and only numbers move the cursor; what
// is not known is left alone, as the protocol asks for.

import type { Frame, Listener } from "./link.js";
import type { Plan } from "./options.js";
import type { Dialect } from "./plain.js";
import { statusOf } from "./status.js";
import type { AgentEvent, Delta, Item } from "./types.js";

export function sessionDialect(plan: Plan, listener: Listener): Dialect {
  const after = plan.after as number | null | undefined;
  /** After which number the replay of this connection begins; null for none. */
  let from: number | null;
  /** The number of its last event. */
  let through = -1;
  let received = 0;
  let expected: number | null = null;

  return {
    _apply: (cursor) => {
      from = (cursor ?? (after === undefined ? -1 : after)) as number | null;
      return from === null ? {} : { after_seq: from };
    },
    _cursor: ({ type, seq, through_seq: last }) => {
      if (type === "durable") return seq as number;
      // Who begins now goes on from now.
      return type === "sync" && from === null ? ((last as number | undefined) ?? -1) : null;
    },
    _key: ({ type, seq, event }) => (type === "durable" ? ((event as AgentEvent | undefined)?.id ?? (seq as number)) : null),
    _hear: (frame) => {
      const { type, seq } = frame;
      const event = Object(frame.event) as Frame;
      if (type === "sync") {
        through = (frame.through_seq as number | undefined) ?? -1;
        received = 0;
        expected = from === null ? 0 : Math.max(0, through - from);
        listener._history(expected, 0);
        if (!expected) listener._loaded();
      } else if (type === "durable") {
        if ((seq as number) <= through) listener._history(expected, ++received);
        listener._event(event as AgentEvent);
        if ((seq as number) >= through) listener._loaded();
      } else if (type === "transient") listener._transient(event);
      else if (type === "delta") listener._delta(frame as unknown as Delta);
      else if (type === "item_started") listener._item("itemstarted", frame as unknown as Item);
      else if (type === "item_aborted") listener._item("itemaborted", frame as unknown as Item);
      else if (type === "error") listener._refused(frame.code, frame.detail);
      listener._status(statusOf(event));
    },
  };
}
