// Many events at an even pace.

const TICK = 10;

/** Calls `emit` with 0 to `count - 1` within about so many seconds, never while `held()`. */
export async function fill(count, seconds, emit, held = () => false) {
  const started = Date.now();
  for (let n = 0; n < count; ) {
    while (held()) await new Promise((resolve) => setImmediate(resolve));
    const due = Math.min(count, Math.ceil((count * (Date.now() - started + TICK)) / (seconds * 1000)));
    for (; n < due; n += 1) emit(n);
    await new Promise((resolve) => setTimeout(resolve, TICK));
  }
}
