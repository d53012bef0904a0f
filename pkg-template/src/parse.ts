// What makes a value of a message: a function, or a schema.

import { isFunction } from "./message.js";
import type { Message, SchemaResult, StandardSchema } from "./types.js";

/** A schema judges what the JSON says. It is asked first: a schema may be a function, too. */
export function parser(parse: unknown): ((data: Message) => unknown) | undefined {
  const schema = (parse as StandardSchema<unknown> | undefined)?.["~standard"];
  if (!schema) return isFunction(parse) ? parse : undefined;
  return (data) => {
    const result = schema.validate(typeof data === "string" ? JSON.parse(data) : data) as SchemaResult<unknown>;
    if ("value" in result && !result.issues) return result.value;
    const { issues } = result;
    throw Object.assign(new Error("everwire: " + (issues ? issues[0]?.message : "`parse` has to answer at once")), { issues });
  };
}
