import { z } from "zod";

const MAX_BYTES = 10 * 1024;

/**
 * A field that also accepts its value as JSON text of at most 10 KB, because some clients send arrays that way. The listed
 * schema shows the value only.
 */
export function jsonText<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value, context) => {
    if (typeof value !== "string") return value;
    const bytes = Buffer.byteLength(value);
    if (bytes > MAX_BYTES) {
      context.addIssue({
        code: "custom",
        message: `must be at most ${MAX_BYTES} bytes of JSON, not ${bytes}`,
      });
      return z.NEVER;
    }
    try {
      return JSON.parse(value) as unknown;
    } catch (error) {
      context.addIssue({ code: "custom", message: `must be valid JSON: ${(error as Error).message}` });
      return z.NEVER;
    }
  }, schema);
}
