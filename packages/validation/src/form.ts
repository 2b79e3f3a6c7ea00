import { z } from "zod";
import { fieldPath } from "./errors.js";
import { ipAddressSchema } from "./ip-address.js";
import {
  DEFAULT_PORT,
  DEFAULT_STATE,
  DEFAULT_WEIGHT,
  portSchema,
  serverStateSchema,
  weightSchema,
} from "./server-fields.js";

/** A message for each field that is not valid, by its name; `""` is the form as a whole. */
export type FormMessages = Readonly<Record<string, string>>;

/** The values of a form, or what is wrong with its fields. */
export type FormResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly messages: FormMessages };

/** The fields of a form: `FormData`, `URLSearchParams`, a `Map`, or an object. */
export type FormFields = Iterable<readonly [string, unknown]> | Readonly<Record<string, unknown>>;

/** The text of a form field, as the number that the schema is for. */
export function numberFromText<Schema extends z.ZodType>(
  schema: Schema,
): z.ZodType<z.output<Schema>, unknown> {
  return z.preprocess(
    (text) => (typeof text === "string" && /^-?\d+$/.test(text) ? Number(text) : text),
    schema,
  );
}

/** A server. Numbers may be text; what is left out gets its default. */
export const serverSchema = z.object({
  ip: ipAddressSchema,
  port: numberFromText(portSchema.default(DEFAULT_PORT)),
  weight: numberFromText(weightSchema.default(DEFAULT_WEIGHT)),
  state: serverStateSchema.default(DEFAULT_STATE),
});

/**
 * Parses what a person typed. Spaces around a text are ignored, and an empty text is a field left out.
 *
 * @param schema an object, such as `serverSchema`
 * @returns typed values, or the first message for each field that is not valid
 */
export function parseForm<Schema extends z.ZodType>(
  schema: Schema,
  fields: FormFields,
): FormResult<z.output<Schema>> {
  const given = Object.fromEntries(entriesOf(fields).flatMap(([name, value]) => typed(name, value)));
  const result = schema.safeParse(given);
  if (result.success) return { ok: true, value: result.data };
  const messages = result.error.issues.map(({ path, message }): [string, string] => [
    fieldPath(path),
    path.length === 1 && !(String(path[0]) in given) ? "is required" : message,
  ]);
  return { ok: false, messages: Object.fromEntries(messages.toReversed()) };
}

function entriesOf(fields: FormFields): readonly (readonly [string, unknown])[] {
  return Symbol.iterator in fields
    ? [...(fields as Iterable<readonly [string, unknown]>)]
    : Object.entries(fields);
}

function typed(name: string, value: unknown): readonly (readonly [string, unknown])[] {
  const text = typeof value === "string" ? value.trim() : value;
  return text === "" || text === undefined ? [] : [[name, text]];
}
