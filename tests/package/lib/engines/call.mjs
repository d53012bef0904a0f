// How the engines' drivers carry a call into a page and its result out: as JSON, so that it means the same in all.

/**
 * The source of an expression that calls `body`, a function (or its source), with `args` in a page. It gives a promise
 * of `{value}`, or of `{error}` where it threw, in JSON.
 */
export function callInPage(body, args) {
  const values = args.map((value) => JSON.stringify(value) ?? "undefined").join(", ");
  return `Promise.resolve().then(() => (${body})(${values})).then(
    (value) => JSON.stringify({ value }),
    (error) => JSON.stringify({ error: String(error) }),
  )`;
}

/** What the page's JSON says. */
export function outcome(json) {
  const { value, error } = JSON.parse(json);
  if (error !== undefined) throw new Error(`in the page: ${error}`);
  return value;
}
