import type { Tokens } from "../access/tokens.js";
import type { ExportDocument } from "./document.js";

/** Tokens that are valid and not here, each with the command that makes it: an import makes none. */
export async function missingTokens(
  wanted: ExportDocument["tokens"],
  tokens: Pick<Tokens, "list">,
): Promise<readonly string[]> {
  if (wanted.length === 0) return [];
  const here = await tokens.list().catch(() => new Map());
  return wanted
    .filter(({ name }) => !here.has(name))
    .map(({ name, role, expires }) => {
      const end = expires === undefined ? "without an end" : `until ${expires}`;
      return `missing token ${name} (${role}, ${end}): haproxy-mcp token new ${name} --role ${role} makes another`;
    });
}
