// Waiting for a condition, in Node and in a page alike. The limit is generous and only decides when to give up: no
// test asserts how long anything took.

/** Milliseconds after which a condition that does not come true is a failure. */
export const LIMIT = 30_000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves with the first truthy value of `condition` (which may be async); rejects with `what` at the limit. */
export async function until(what, condition, limit = LIMIT) {
  const end = Date.now() + limit;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`gave up waiting for ${typeof what === "function" ? what() : what}`);
    await pause(10);
  }
}

/** `promise`, or a rejection with `what` at the limit. */
export async function within(what, promise, limit = LIMIT) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`gave up waiting for ${what}`)), limit);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
