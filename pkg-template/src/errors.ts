// Errors that a user can act on: what was wrong, what it got, what it takes.

/** A value as an error message shows it. Never the value of an object: it may hold a secret. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? value.slice(0, 60) + "…" : value);
  if (Array.isArray(value)) return "an array";
  if (typeof value === "function") return "a function";
  return typeof value === "object" && value ? "an object" : String(value);
}

export function badOption(name: string, takes: string, got: unknown): TypeError {
  return new TypeError(`everwire: option \`${name}\` takes ${takes}; got ${show(got)}`);
}

export function exception(name: string, message: string): DOMException {
  return new DOMException("everwire: " + message, name);
}

export function asError(value: unknown, message: string): Error {
  return value instanceof Error ? value : new Error(message, { cause: value });
}
