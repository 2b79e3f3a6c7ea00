/** Part of every secret in a test, so that a leak is found anywhere; also in scripts/lib/run-tests.mjs. */
const MARK = "haproxy-mcp-test-secret";

/** A token or key for tests, of characters that a token, a URL and base64url may have. */
export function testSecret(name: string): string {
  return `${MARK}-${name}`;
}

/** @throws Error for a text that contains a secret of a test, or a private key */
export function assertNoSecret(text: string, where: string): void {
  const found = text.includes(MARK) ? MARK : /BEGIN [A-Z ]*PRIVATE KEY/.exec(text)?.[0];
  if (found === undefined) return;
  const at = text.indexOf(found);
  throw new Error(`${where} contains a secret: …${text.slice(Math.max(0, at - 200), at + 80)}…`);
}
