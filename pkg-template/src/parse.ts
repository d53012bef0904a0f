// What makes a value of a message: a function, or a schema.

import { isFunction } from "./message.js";
import type { Message, SchemaResult, StandardSchema } from "./types.js";

/** A schema judges what the JSON says. It is asked first: a schema may be a function, too. */
export function parser(parse: unknown): ((data: Message) => unknown) | undefined {
  const schema = (parse as StandardSchema<unknown> | undefined)?.["~standard"];
  if (!schema) return isFunction(parse) ? parse : undefined;
  return (data) => {
    const result = schema.validate(typeof data === "string" ? JSON.parse(data) : data) as SchemaResult<unknown> & Partial<Promise<unknown>>;
    const { issues } = result;
    if (!issues && !result.catch) return (result as { readonly value: unknown }).value;
    // What it may reject with is told here, once.
    result.catch?.(() => {});
    throw Object.assign(new Error("everwire: " + (issues?.[0]?.message ?? "`parse` has to answer at once")), { issues });
  };
}
