// The snapshot that a user sees, of the numbers in which the core gives it.

import type { Cause, Counters, Phase, State } from "./types.js";

/** In the order of `src/core/snapshot.rs`; a test compares them. */
const PHASES: readonly Phase[] = ["idle", "connecting", "open", "waiting", "closing", "closed"];

/** In the same order as there; a test compares them. */
export const CAUSES: readonly Cause[] = [
  "created",
  "connect",
  "reconnect",
  "retry",
  "opened",
  "url failed",
  "handshake failed",
  "attempt timed out",
  "connection lost",
  "closed by server",
  "closed by user",
  "close timed out",
  "heartbeat timed out",
  "offline",
  "online",
  "frozen",
  "resumed",
  "visible",
  "woken",
];

/** In the order of `src/core/snapshot.rs`. */
const COUNTERS: readonly (keyof Counters)[] = [
  "attempts",
  "opened",
  "sent",
  "resent",
  "acknowledged",
  "dropped",
  "received",
  "duplicates",
];

/** `lead`: how far the time of day is ahead of the machine's. */
export function newState(
  machine: readonly number[],
  lead: number,
  error: Error | null,
  lastClose: State["lastClose"],
): State {
  const [phase, cause, attempt, flags, due, rtt, messages, unacknowledged, bytes] = machine as [
    number, number, number, number, number, number, number, number, number,
  ];
  return Object.freeze({
    phase: PHASES[phase]!,
    isConnected: phase === 2,
    isReconnecting: !!(flags & 1),
    attempt,
    nextAttemptAt: due < 0 ? null : Math.round(due + lead),
    cause: CAUSES[cause]!,
    error,
    lastClose,
    paused: !!(flags & 2),
    resumed: !!(flags & 4),
    rtt: rtt < 0 ? null : rtt,
    queued: Object.freeze({ messages, unacknowledged, bytes }),
  });
}

export function newCounters(numbers: readonly number[]): Counters {
  return Object.fromEntries(COUNTERS.map((name, at) => [name, numbers[at]])) as unknown as Counters;
}

/** The error of a close that nothing else explains; the words are those of OpenHands' `use-websocket`. */
export function closeError(code: number, reason: string): Error {
  return new Error(`WebSocket closed with code ${code}: ${reason || "Connection closed unexpectedly"}`);
}
