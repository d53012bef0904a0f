// What the page says of itself, as the core takes it.

/** By the numbers that the core gives them. */
const enum Signal {
  Offline,
  Online,
  Hidden,
  Visible,
  Frozen,
  Resumed,
  Woken,
}

const SIGNALS: Record<string, Signal> = {
  offline: Signal.Offline,
  online: Signal.Online,
  freeze: Signal.Frozen,
  pagehide: Signal.Frozen,
  resume: Signal.Resumed,
  pageshow: Signal.Resumed,
};

/** So much more wall time than the page's clock has seen, in ms, is sleep; less is a clock that was set. */
const SLEEP = 2000;

/** Tells signals while it listens; where there is no page there are none. */
export class PageWatch {
  private _before = 0;
  private _listening = false;

  /** `_lead`: how far wall time is ahead of the page's clock, which sleeps with the machine. */
  constructor(
    private readonly _tell: (signal: Signal) => void,
    private readonly _lead: () => number,
  ) {}

  handleEvent({ type, target }: Event): void {
    // What is in the document may have an event of such a name, too.
    if ((target as Node).parentNode) return;
    this._tell(SIGNALS[type] ?? (document.hidden ? Signal.Hidden : Signal.Visible));
  }

  /** Starts or stops. What a document hears passes through the window first; Workers refuse to capture. */
  _listen(on: boolean): void {
    if (on === this._listening) return;
    this._listening = on;
    this._before = this._lead();
    for (const type of [...Object.keys(SIGNALS), "visibilitychange"]) {
      globalThis[on ? "addEventListener" : "removeEventListener"]?.(type, this, !!globalThis.document);
    }
    if (on) {
      // What nobody listened to.
      this._tell(Signal.Resumed);
      // `Online` is `Offline` and one; so said it is some bytes less.
      this._tell(+(globalThis.navigator?.onLine !== false));
    }
  }

  /** Looks whether the machine has slept since it looked last. */
  _look(): void {
    const before = this._before;
    this._before = this._lead();
    if (this._before - before > SLEEP) this._tell(Signal.Woken);
  }
}
