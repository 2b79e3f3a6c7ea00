// In a browser: shows under each field of a form what is wrong with it, and as JSON what was entered.
import { parseForm, serverSchema } from "@haproxy-mcp/validation";

/** The fields of a form, as `FormData` lists them, to the text that the page shows. */
export function check(fields: Iterable<readonly [string, unknown]>): string {
  const result = parseForm(serverSchema, fields);
  return result.ok
    ? JSON.stringify(result.value)
    : Object.entries(result.messages)
        .map(([field, message]) => `${field} ${message}`)
        .join("; ");
}
