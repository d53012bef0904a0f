// The few assertions that the behaviour tests need. They run in pages too, where there is no node:assert.

const show = (value) => {
  if (typeof value === "number" || typeof value === "undefined") return String(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return JSON.stringify(value) ?? String(value);
};

export function ok(condition, what) {
  if (!condition) throw new Error(`not so: ${what}`);
}

export function equal(actual, expected, what) {
  if (!Object.is(actual, expected)) throw new Error(`${what}: expected ${show(expected)}, got ${show(actual)}`);
}

/** Equal as JSON: for plain data. */
export function same(actual, expected, what) {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== e) throw new Error(`${what}: expected ${e}, got ${a}`);
}

/** That `text` has every one of `parts`. */
export function includes(text, parts, what) {
  for (const part of parts) {
    if (!String(text).includes(part)) throw new Error(`${what}: expected ${show(part)} in ${show(text)}`);
  }
}

/** What `action` throws; fails where it throws nothing. */
export function thrown(action, what) {
  let result;
  try {
    result = action();
  } catch (error) {
    return error;
  }
  throw new Error(`${what}: expected an exception, got ${show(result)}`);
}

/** That `error` is a `TypeError` with a sentence that has every one of `parts`. */
export function isTypeError(error, parts, what) {
  ok(error instanceof TypeError, `${what}: a TypeError, got ${show(error)}`);
  includes(error.message, parts, what);
}

/** That `error` is a `DOMException` of that name with a sentence that has every one of `parts`. */
export function isDomException(error, name, parts, what) {
  ok(error instanceof DOMException, `${what}: a DOMException, got ${show(error)}`);
  equal(error.name, name, `${what}: the exception's name`);
  includes(error.message, parts, what);
}
