// How times, delays and close codes read on the page.

/** Wall-clock time with milliseconds: 18:03:07.042. */
export function clock(at) {
  const date = new Date(at);
  const two = (n) => String(n).padStart(2, "0");
  const ms = String(date.getMilliseconds()).padStart(3, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}

/** A span of time: `240 ms` below a second, else `3.2 s`. */
export function span(ms) {
  return ms < 1000 ? `${Math.max(0, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** A countdown in tenths of a second, rounded up so that it ends at 0.0 and not before. */
export function countdown(ms) {
  return `${(Math.ceil(Math.max(0, ms) / 100) / 10).toFixed(1)} s`;
}

/** Why a connection is in this state; where it is closed and nobody asked for that, the retries are used up. */
export function why({ phase, cause, attempt }) {
  if (cause === "retry") return `retry ${attempt}`;
  const asked = cause === "closed by user" || cause === "close timed out";
  if (phase !== "closed" || asked) return cause;
  return `${cause}, gave up after ${attempt} ${attempt === 1 ? "retry" : "retries"}`;
}
