import { DEFAULT_TOKEN, readDefaultToken } from "../../../access/default-token.js";
import { hasExpired } from "../../../access/token-records.js";
import type { Column } from "../../output/cell.js";
import { readForm, renderItems } from "../../output/render-output.js";
import { writeText } from "../../output/wrap-text.js";
import { outputOptions } from "../../tool-options.js";
import { type Call, defineVerb } from "../../verb.js";
import { explained, openTokens } from "./open-tokens.js";

/** Without its digest. */
interface ShownToken {
  readonly name: string;
  readonly role: string;
  readonly state: "valid" | "expired";
  /** Absent: it has no end. */
  readonly expires?: string | undefined;
  readonly created?: string | undefined;
  readonly file?: string | undefined;
}

const COLUMNS: readonly Column<ShownToken>[] = [
  { title: "NAME", cell: ({ name }) => name },
  { title: "ROLE", cell: ({ role }) => role },
  { title: "STATE", isState: true, cell: ({ state }) => state },
  { title: "ENDS", cell: ({ expires = "never" }) => expires.replace(/\.\d+Z$/, "Z") },
  { title: "MADE", isWide: true, cell: ({ created }) => created?.replace(/\.\d+Z$/, "Z") },
  { title: "FILE", isWide: true, cell: ({ file }) => file },
];

export const tokenList = defineVerb({
  name: "token list",
  summary: "list the bearer tokens of this machine: names, roles and ends",
  options: outputOptions(COLUMNS),
  examples: ["token list", "token list --wide"],
  async run(call) {
    const form = readForm(
      { table: { items: () => [], columns: COLUMNS } },
      call.options as Parameters<typeof readForm>[1],
      process.stdout,
      call.environment,
    );
    const tokens = await readShown(call);
    if (form.isQuiet) return 0;
    if (form.output === "json") process.stdout.write(`${JSON.stringify({ tokens }, undefined, 2)}\n`);
    else process.stdout.write(renderItems(COLUMNS, tokens, form));
    if (tokens.length === 0 && form.output === "table")
      writeText(process.stderr, "There is no token. To make one, use haproxy-mcp token new.\n");
    return 0;
  },
});

async function readShown(call: Call): Promise<readonly ShownToken[]> {
  const { tokens, tokenFile } = await openTokens(call);
  const records = await tokens.list().catch(explained);
  const found = await readDefaultToken(tokenFile);
  const byDefault: readonly ShownToken[] =
    found === undefined ? [] : [{ name: DEFAULT_TOKEN, role: "admin", state: "valid", file: tokenFile }];
  return [
    ...byDefault,
    ...[...records].map(([name, record]): ShownToken => {
      const { role, created, expires } = record;
      return { name, role, state: hasExpired(record, Date.now()) ? "expired" : "valid", expires, created };
    }),
  ];
}
