import type { z } from "zod";

/**
 * What was wrong with an input. Switch on the code; the wording of messages may change. Retry: after correcting the input.
 *
 * - `INVALID_DOMAIN`, `INVALID_ADDRESS`: text that does not follow the grammar
 * - `OUT_OF_RANGE`: a number, text or list that is too small or too large
 * - `INVALID_INPUT`: a wrong type, an unknown key, a missing field, a word outside its list
 */
export type ValidationErrorCode = "INVALID_DOMAIN" | "INVALID_ADDRESS" | "OUT_OF_RANGE" | "INVALID_INPUT";

const BRAND: unique symbol = Symbol.for("@haproxy-mcp/validation.ValidationError");

/** An input was refused, and nothing was done with it. */
export class ValidationError extends Error {
  override readonly name: string = "ValidationError";
  /** What failed. Promised to stay; messages may change. */
  readonly code: ValidationErrorCode;
  /** Where in the input, for example `ip` or `servers[2].http_port`. Empty for the input as a whole. */
  readonly field: string;
  /** What is wrong there: the message without the field. */
  readonly problem: string;
  readonly [BRAND] = true;

  constructor(code: ValidationErrorCode, field: string, problem: string, options?: ErrorOptions) {
    super(field === "" ? problem : `${field}: ${problem}`, options);
    this.code = code;
    this.field = field;
    this.problem = problem;
  }

  /** Like `instanceof`, and also true across the ESM and CJS copies of this package. */
  static isInstance(value: unknown): value is ValidationError {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}

/** Reports every issue in the message, and takes code and field from the first. */
export function fromZodError(error: z.ZodError, field: string): ValidationError {
  const found = error.issues.map((issue) => ({
    code: codeOf(issue),
    field: fieldPath([field, ...issue.path]),
    problem: issue.message,
  }));
  const first = found[0] ?? { code: "INVALID_INPUT", field, problem: "not valid" };
  const others = found.slice(1).map((other) => `; ${other.field}: ${other.problem}`);
  return new ValidationError(first.code, first.field, first.problem + others.join(""), { cause: error });
}

function codeOf(issue: z.core.$ZodIssue): ValidationErrorCode {
  if (issue.code === "custom") return issue.params?.["code"] ?? "INVALID_INPUT";
  return issue.code === "too_small" || issue.code === "too_big" ? "OUT_OF_RANGE" : "INVALID_INPUT";
}

export function fieldPath(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\.+/, "");
}
