import { createHash } from "node:crypto";
import { testSecret } from "@haproxy-mcp/test-haproxy";
import { ROLES, type Role } from "../../../src/access/role.js";

/** By its role, which is its name, too: `reader` has a token that a test may revoke. */
export const TOKENS: Readonly<Record<Role | "leaver", { readonly role: Role; readonly secret: string }>> = {
  ...(Object.fromEntries(ROLES.map((role) => [role, { role, secret: testSecret(`page-${role}`) }])) as Record<
    Role,
    { readonly role: Role; readonly secret: string }
  >),
  leaver: { role: "operate", secret: testSecret("page-leaver") },
};

export type TokenName = keyof typeof TOKENS;

/** As `haproxy-mcp token new` writes them. */
export function tokenFiles(): Readonly<Record<string, string>> {
  const records = Object.entries(TOKENS).map(([name, { role, secret }]) => {
    const sha256 = createHash("sha256").update(secret).digest("hex");
    return [name, { role, sha256, created: "2026-11-01T00:00:00.000Z" }] as const;
  });
  return { "mcp-tokens.json": JSON.stringify(Object.fromEntries(records)), "mcp-tokens.map": "" };
}
