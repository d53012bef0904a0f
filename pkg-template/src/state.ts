// The snapshot that a user sees.

import type { Shell } from "#glue";
import type { Cause, Phase, State } from "./types.js";

/** How the core tells a snapshot: `Shell.snapshot`'s arguments. */
export type Machine = Parameters<Shell["snapshot"]>;

export function newState(machine: Machine, error: Error | null, lastClose: State["lastClose"]): State {
  const [phase, cause, attempt, isReconnecting, due, messages, bytes] = machine;
  return Object.freeze({
    phase: phase as Phase,
    isConnected: phase === "open",
    isReconnecting,
    attempt,
    nextAttemptAt: due < 0 ? null : Math.round(Date.now() + due - performance.now()),
    cause: cause as Cause,
    error,
    lastClose,
    queued: Object.freeze({ messages, bytes }),
  });
}

/** The error of a close that nothing else explains; the words are those of OpenHands' `use-websocket`. */
export function closeError(code: number, reason: string): Error {
  return new Error(`WebSocket closed with code ${code}: ${reason || "Connection closed unexpectedly"}`);
}
