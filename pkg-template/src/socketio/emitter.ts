// Listeners by event name, as socket.io-client has them.

import type { EventsMap } from "./types.js";

/** One that is called once is a wrapper of the user's own. */
type Stored = ((...args: any[]) => void) & { _of?: unknown };

export class Emitter<Events extends EventsMap> {
  /** @internal */
  private _all: Record<string, Stored[]> = Object.create(null);

  /** Calls the listener each time that the event comes. */
  on<Name extends keyof Events & string>(event: Name, listener: Events[Name]): this {
    (this._all[event] ??= []).push(listener);
    return this;
  }

  /** Calls the listener when the event comes for the next time. */
  once<Name extends keyof Events & string>(event: Name, listener: Events[Name]): this {
    const once: Stored = (...args) => {
      this.off(event, once as Events[Name]);
      (listener as Stored).apply(this, args);
    };
    once._of = listener;
    return this.on(event, once as Events[Name]);
  }

  /** Removes a listener, all of an event, or all. */
  off<Name extends keyof Events & string>(event?: Name, listener?: Events[Name]): this {
    if (event === undefined) this._all = Object.create(null);
    else this._all[event] = listener ? this._all[event]?.filter((other) => other !== listener && other._of !== listener) ?? [] : [];
    return this;
  }

  /** The listeners of an event. */
  listeners<Name extends keyof Events & string>(event: Name): Events[Name][] {
    return (this._all[event]?.slice() ?? []) as Events[Name][];
  }

  /** Whether an event has any. */
  hasListeners(event: keyof Events & string): boolean {
    return !!this.listeners(event).length;
  }
}
