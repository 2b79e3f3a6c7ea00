import type { z } from "zod";
import { fromZodError } from "./errors.js";

/**
 * Parses a value by a schema.
 *
 * @param field name of the value in messages; empty when the schema is an object that names its own fields
 * @throws ValidationError with the code and field of the first problem
 */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  field = "",
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) throw fromZodError(result.error, field);
  return result.data;
}
