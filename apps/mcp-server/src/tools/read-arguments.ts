import { parse, ValidationError } from "@haproxy-mcp/validation";
import { z } from "zod";
import { nearestOf } from "../program/nearest.js";

/** The part of a JSON Schema that says what an argument may be. */
interface ArgumentSchema {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, ArgumentSchema>>;
  readonly items?: ArgumentSchema;
  readonly required?: readonly string[];
}

const MAX_JSON_BYTES = 10 * 1024;
const SHOWN_CHARACTERS = 60;
const NUMBERS = { integer: /^\s*-?\d+\s*$/, number: /^\s*-?\d+(?:\.\d+)?\s*$/ } as const;
const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, false: false };

/**
 * Reads the arguments of a tool's calls. Models and their clients also send a number or a boolean as its text, a list as JSON text of
 * at most 10 KB, and null for what is not given: these are taken as what they spell.
 *
 * @returns a function that throws ValidationError, `INVALID_INPUT` for an unknown or missing argument or one of another type,
 * `OUT_OF_RANGE` for a number
 */
export function createArgumentReader<In extends z.ZodObject>(input: In): (given: unknown) => z.output<In> {
  const schema = z.toJSONSchema(input, { io: "input" }) as ArgumentSchema;
  return (given) => parse(input, read(schema, given ?? {}, ""));
}

function read(schema: ArgumentSchema, given: unknown, field: string): unknown {
  const value = typeof given === "string" ? spelled(schema, given, field) : given;
  const problem = `must be ${describeType(schema)}, not ${shown(given)}`;
  if (!isOfType(schema, value)) throw invalid(field, problem);
  if (!isInRange(schema, value)) throw new ValidationError("OUT_OF_RANGE", field, problem);
  if (Array.isArray(value))
    return value.map((item, index) => read(schema.items ?? {}, item, `${field}[${index}]`));
  return schema.properties === undefined ? value : readObject(schema, value as object, field);
}

function readObject({ properties = {}, required = [] }: ArgumentSchema, given: object, field: string) {
  const values = Object.entries(given).filter(([, value]) => value !== null && value !== undefined);
  const names = values.map(([name]) => name);
  const unknown = names.filter((name) => !Object.hasOwn(properties, name));
  if (unknown.length > 0) throw invalid(field, describeUnknown(unknown, Object.keys(properties)));
  const missing = required.find((name) => !names.includes(name));
  if (missing !== undefined) throw invalid(pathOf(field, missing), "is required");
  return Object.fromEntries(
    values.map(([name, value]) => [name, read(properties[name] ?? {}, value, pathOf(field, name))]),
  );
}

function spelled({ type }: ArgumentSchema, text: string, field: string): unknown {
  if (type === "integer" || type === "number") return NUMBERS[type].test(text) ? Number(text) : text;
  if (type === "boolean") return BOOLEANS[text.trim().toLowerCase()] ?? text;
  return type === "array" || type === "object" ? fromJson(text, field) : text;
}

function fromJson(text: string, field: string): unknown {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_JSON_BYTES)
    throw invalid(field, `must be at most ${MAX_JSON_BYTES} bytes of JSON, not ${bytes}`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(field, `must be valid JSON: ${(error as Error).message}`);
  }
}

function isOfType({ type }: ArgumentSchema, value: unknown): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return type === "integer" ? Number.isInteger(value) : type === undefined || typeof value === type;
}

function isInRange({ minimum = -Infinity, maximum = Infinity }: ArgumentSchema, value: unknown): boolean {
  return typeof value !== "number" || (value >= minimum && value <= maximum);
}

function describeType({ type, minimum, maximum }: ArgumentSchema): string {
  if (type === "boolean") return "true or false";
  if (type === "array" || type === "object") return type === "array" ? "a list" : "an object";
  if (type === "string") return "a text";
  const range = minimum === undefined || maximum === undefined ? "" : ` from ${minimum} to ${maximum}`;
  return (type === "integer" ? "a whole number" : "a number") + range;
}

function describeUnknown(unknown: readonly string[], known: readonly string[]): string {
  const found = unknown.map((name) => {
    const meant = argumentNear(name, known);
    return meant === undefined
      ? `unknown argument ${name}`
      : `unknown argument ${name}; did you mean ${meant}?`;
  });
  return `${found.join(" ").replace(/([^?])$/, "$1.")} Arguments: ${known.join(", ") || "none"}`;
}

/** One with a typing error, or one of whose words is the other's, as in `port` and `http_port`. */
function argumentNear(name: string, known: readonly string[]): string | undefined {
  const words = wordsOf(name);
  return nearestOf(name, known) ?? known.find((one) => wordsOf(one).some((word) => words.includes(word)));
}

function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[_-]/);
}

function pathOf(field: string, name: string): string {
  return field === "" ? name : `${field}.${name}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

function invalid(field: string, problem: string): ValidationError {
  return new ValidationError("INVALID_INPUT", field, problem);
}
