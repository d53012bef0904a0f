// Errors that a user can act on: what was wrong, what it got, what it takes.

/** A value as an error message shows it; never what is in an object, which may be a secret. */
export function show(value: unknown): string {
  const type = typeof value;
  if (type === "string") return JSON.stringify(value);
  return type === "function" || (type === "object" && value) ? type : String(value);
}

/** `got` where a value may be a secret: its type. */
export function badOption(name: string, takes: string, value: unknown, got = show(value)): TypeError {
  return new TypeError(`everwire: option \`${name}\` takes ${takes}; got ${got}`);
}

export function exception(name: string, message: string): DOMException {
  return new DOMException("everwire: " + message, name);
}

export function asError(value: unknown, message: string): Error {
  return value instanceof Error ? value : new Error(message, { cause: value });
}
