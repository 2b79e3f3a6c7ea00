import type { FindToken, FoundToken } from "../../src/access/find-token.js";
import { digestOf } from "../../src/access/token-records.js";

/** One token, that of an administrator by default. */
export function onlyToken(
  expected: string,
  holder: FoundToken = { name: "default", role: "admin" },
): () => Promise<FindToken> {
  const known = digestOf(expected);
  return async () => (digest) => (digest === known ? holder : undefined);
}
