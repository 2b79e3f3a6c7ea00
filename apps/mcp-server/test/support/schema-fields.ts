import { z } from "zod";

/** One argument, or one field of a result. */
export interface Field {
  /** `servers[].ip` */
  readonly path: string;
  /** With its range. */
  readonly type: string;
  /** As documents show it. */
  readonly fallback: string;
  readonly isOptional: boolean;
  readonly meaning: string;
}

interface Json {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Json;
  readonly properties?: Readonly<Record<string, Json>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Json | boolean;
}

/** Of a tool's schema, those of objects within it below them. */
export function fieldsOf(schema: z.ZodObject, io: "input" | "output"): readonly Field[] {
  return within(z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json, "");
}

function within(json: Json, prefix: string): readonly Field[] {
  return Object.entries(json.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const isOptional = !(json.required ?? []).includes(name);
    const inner = field.type === "array" ? field.items : field;
    return [
      {
        path,
        type: typeOf(field),
        fallback: fallbackOf(field, isOptional),
        isOptional,
        meaning: field.description ?? "",
      },
      ...within(inner ?? {}, `${path}${field.type === "array" ? "[]" : ""}.`),
    ];
  });
}

function fallbackOf(field: Json, isOptional: boolean): string {
  if (field.default !== undefined) return `\`${JSON.stringify(field.default)}\``;
  return isOptional ? "–" : "required";
}

function typeOf({ type, items, additionalProperties, ...json }: Json): string {
  if (json.enum !== undefined) return json.enum.map((value) => `\`${value}\``).join(", ");
  if (json.const !== undefined) return `\`${json.const}\``;
  const { minimum, maximum, maxLength, minItems, maxItems } = json;
  if (type === "array")
    return `list of${rangeOf(minItems, maxItems)} ${items === undefined ? "values" : pluralOf(typeOf(items))}`;
  if (type === "string") return maxLength === undefined ? "text" : `text, at most ${maxLength} characters`;
  if (type === "integer") return `integer${rangeOf(minimum, maximum)}`;
  if (type === "number") return `number${rangeOf(minimum, maximum)}`;
  if (
    type === "object" &&
    typeof additionalProperties === "object" &&
    additionalProperties.type !== undefined
  )
    return `object of ${typeOf(additionalProperties)}`;
  return type ?? "any value";
}

/** `integers 1 to 10`; of a choice, the choice. */
function pluralOf(type: string): string {
  return type.replace(/^[a-z]+/, "$&s");
}

/** What JSON Schema has of a number that has no bounds is left out. */
function rangeOf(least: number | undefined, most: number | undefined): string {
  const from = least === undefined || least === Number.MIN_SAFE_INTEGER ? undefined : least;
  const to = most === undefined || most === Number.MAX_SAFE_INTEGER ? undefined : most;
  if (from !== undefined && to !== undefined) return ` ${from} to ${to}`;
  if (from !== undefined) return ` from ${from}`;
  return to === undefined ? "" : ` up to ${to}`;
}
