import type { FindToken, FoundToken } from "../../src/access/find-token.js";

/** One token, that of an administrator by default. */
export function onlyToken(
  expected: string,
  holder: FoundToken = { name: "default", role: "admin" },
): () => Promise<FindToken> {
  return async () => (token) => (token === expected ? holder : undefined);
}
