import { skipSpace, tokenAt } from "./json-tokens.js";

/** Where and why a text is not JSON that can be kept. */
export interface JsonProblem {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  readonly message: string;
}

type Expected = "value" | "value or ]" | "key" | "key or }" | ":" | ", or }" | ", or ]" | "nothing more";

/**
 * The first thing wrong with a JSON text (RFC 8259), or `undefined`. A key that occurs twice in one object is
 * wrong, too: `JSON.parse` would drop the first silently. Needed because `JSON.parse` does not always say where.
 */
export function findJsonProblem(text: string): JsonProblem | undefined {
  const open: (Set<string> | undefined)[] = []; // the keys seen in each object that is open, undefined for an array
  let expected: Expected = "value";
  for (let at = skipSpace(text, 0); at < text.length; ) {
    const token = tokenAt(text, at);
    if (token === undefined) return problemAt(text, at, `expected ${expected}`);
    const keys = open.at(-1);
    const next = step(expected, token, open);
    if (next === undefined) return problemAt(text, at, `expected ${expected}, found ${token.slice(0, 40)}`);
    if (next === ":" && keys !== undefined) {
      const key: string = JSON.parse(token);
      if (keys.has(key)) return problemAt(text, at, `key ${token.slice(0, 300)} occurs twice`);
      keys.add(key);
    }
    expected = next;
    at = skipSpace(text, at + token.length);
  }
  return expected === "nothing more"
    ? undefined
    : problemAt(text, text.length, `ends too early: expected ${expected}`);
}

/** What may follow a token, or `undefined` when the token itself may not stand here. Opens and closes `open`. */
function step(expected: Expected, token: string, open: (Set<string> | undefined)[]): Expected | undefined {
  switch (expected) {
    case "value":
    case "value or ]":
      if (token === "]" && expected === "value or ]") return close(open);
      if (token === "{") {
        open.push(new Set());
        return "key or }";
      }
      if (token === "[") {
        open.push(undefined);
        return "value or ]";
      }
      return /^[\]},:]/.test(token) ? undefined : afterValue(open);
    case "key":
    case "key or }":
      if (token === "}" && expected === "key or }") return close(open);
      return token.startsWith('"') ? ":" : undefined;
    case ":":
      return token === ":" ? "value" : undefined;
    case ", or }":
      if (token === "}") return close(open);
      return token === "," ? "key" : undefined;
    case ", or ]":
      if (token === "]") return close(open);
      return token === "," ? "value" : undefined;
    case "nothing more":
      return undefined;
  }
}

function close(open: (Set<string> | undefined)[]): Expected {
  open.pop();
  return afterValue(open);
}

function afterValue(open: readonly (Set<string> | undefined)[]): Expected {
  if (open.length === 0) return "nothing more";
  return open.at(-1) === undefined ? ", or ]" : ", or }";
}

function problemAt(text: string, offset: number, message: string): JsonProblem {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message };
}
