import { restoreState } from "../../../tools/catalog/configuration/restore-state.js";
import { importState, MOST_SHOWN } from "../../../tools/catalog/transfer/import.js";
import { openCaller } from "../../callers/open-caller.js";
import { EXIT } from "../../exit-codes.js";
import type { Column } from "../../output/cell.js";
import { createProgressLine } from "../../output/progress-line.js";
import { readForm, renderOutput } from "../../output/render-output.js";
import { commonOptions } from "../../tool-options.js";
import type { ToolVerbParts } from "../../tool-verb-parts.js";
import { type Call, defineVerb } from "../../verb.js";
import { readDocument } from "./read-document.js";

interface Compared {
  readonly domain: string;
  readonly change: string;
  readonly details: string;
}

const COLUMNS: readonly Column<Compared>[] = [
  { title: "DOMAIN", cell: ({ domain }) => domain },
  { title: "CHANGE", cell: ({ change }) => change },
  { title: "DETAILS", cell: ({ details }) => details },
];
const TABLE = {
  items: ({ changes }: { readonly changes: readonly Compared[] }) => changes,
  columns: COLUMNS,
} as unknown as NonNullable<ToolVerbParts["table"]>;

const { reason: _, ...OPTIONS } = commonOptions({
  name: "diff",
  tool: importState as never,
  table: TABLE,
  examples: ["", ""],
});

export const diff = defineVerb({
  name: "diff",
  summary:
    "show what restore would change in HAProxy, or what import --prune of a file would; exits with 5 if anything",
  positionals: [{ name: "FILE", isOptional: true }],
  options: OPTIONS,
  examples: ["diff", "diff domains.json"],
  async run(call) {
    const [file] = call.positionals;
    return file === undefined ? withHaproxy(call) : withFile(readDocument(file), call);
  },
});

/** The files of this machine, and what HAProxy runs. */
async function withHaproxy(call: Call): Promise<number> {
  const output = await compare(restoreState as never, { dry_run: true }, call);
  const { remaining, released, loss } = output as {
    readonly remaining: { readonly count: number };
    readonly released: readonly string[];
    readonly loss?: string | undefined;
  };
  return remaining.count + released.length > 0 || loss !== undefined ? EXIT.degraded : EXIT.done;
}

async function withFile(
  { certificates: _left, ...document }: object & { certificates?: unknown },
  call: Call,
) {
  const input = { document, prune: true, take_over: true, limit: MOST_SHOWN, dry_run: true };
  const { changes } = await compare(importState as never, input, call, TABLE);
  return (changes as readonly Compared[]).length > 0 ? EXIT.degraded : EXIT.done;
}

async function compare(
  tool: ToolVerbParts["tool"],
  input: Readonly<Record<string, unknown>>,
  { options: given, environment, signal, withVerbs }: Call,
  table?: ToolVerbParts["table"],
) {
  const options = given as Readonly<Record<string, string | boolean | undefined>>;
  const form = readForm({ table }, options, process.stdout, environment);
  const text = (name: string) => options[name] as string | undefined;
  await using caller = await openCaller({ environment, url: text("url"), token: text("token"), signal });
  const progress = createProgressLine(process.stderr, form.isQuiet);
  try {
    const { plan: _plan, ...output } = await caller.call(tool, input, { signal, progress: progress.show });
    progress.end();
    const isSame = form.output === "table" && table?.items(output as never).length === 0;
    process.stdout.write(
      isSame && !form.isQuiet
        ? "0 differences\n"
        : await renderOutput({ tool, table }, output, form, withVerbs),
    );
    return output;
  } finally {
    progress.end();
  }
}
