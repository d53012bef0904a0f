// What the core holds of its user: weakly, so that a connection that is over can be collected. One that is not is kept
// here: garbage collection never closes a socket.

import type { Shell } from "#glue";
import type { Machine } from "./state.js";

/** What `Shell.tell` tells: the list of `src/js/client.rs`. */
export const enum Tell {
  Resolve,
  Defer,
  Report,
  Refuse,
  Open,
  Message,
  Error,
  Close,
  CleanClose,
  State,
}

/** What `Client.call` does: the list of `src/js/client.rs`. */
export const enum Call {
  Connect,
  Deliver,
  Disconnect,
  Reconnect,
  Send,
  Resolved,
  Failed,
  Set,
  Refresh,
}

/** What stands behind a shell. */
interface User {
  _snapshot(machine: Machine): void;
  _tell(what: Tell, number: number, text: string, value: unknown): void;
}

const alive = /* @__PURE__ */ new Set<User>();

export function newShell(user: User): Shell {
  const held = new WeakRef(user);
  return {
    tell(what, number, text, value) {
      try {
        if (what === Tell.Report) throw value;
        held.deref()?._tell(what, number, text, value);
      } catch (error) {
        // As an uncaught exception; Node has no `reportError`.
        if (typeof reportError === "function") reportError(error);
        else void Promise.reject(error);
      }
    },
    snapshot(...machine) {
      const user = held.deref();
      if (!user) return;
      user._snapshot(machine);
      if (/^(idle|closed)$/.test(machine[0])) alive.delete(user);
      else alive.add(user);
    },
  };
}
