import type { Changes, ImportedState } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { countOf } from "../../../program/count-of.js";
import { assertServedNowhereElse } from "../../../transfer/assert-served-nowhere-else.js";
import { parseDocument } from "../../../transfer/document.js";
import { missingTokens } from "../../../transfer/missing-tokens.js";
import { nameChangeOutput, toNameChange } from "../../../transfer/name-changes.js";
import { boundedTexts, SHOWN_AT_MOST } from "../../bounded-list.js";
import { defineTool } from "../../define-tool.js";
import { dryRunField, planField, planned, toPlan } from "../../plan-fields.js";
import { sessionsField } from "../../server-fields.js";

/** As many as there may be names. */
export const MOST_SHOWN = 1_000_000;

export const importState = defineTool({
  name: "haproxy_import",
  title: "Import domains and servers",
  description:
    "Makes domains, servers and states those of a document of haproxy_export, with no reload, in one change that haproxy_undo undoes. " +
    "Use it when a saved state is to be brought back or moved here: set dry_run first, it shows what each name gets. Servers of a " +
    "domain become exactly those of the document, also for other domains that share its pool; those stay, unless prune is set. Pools " +
    "may have other numbers.",
  input: z.strictObject({
    document: z
      .record(z.string(), z.unknown())
      .describe(
        "What haproxy_export returned: format, version, pools [{domains, servers [{slot, ip, http_port, weight, state}]}], tokens",
      ),
    prune: z.boolean().default(false).describe("Remove the domains that the document lacks"),
    take_over: z.boolean().default(false).describe("After SERVED_ELSEWHERE: add the names all the same"),
    limit: z
      .number()
      .int()
      .min(1)
      .max(MOST_SHOWN)
      .default(SHOWN_AT_MOST)
      .describe("How many changes the result lists"),
    dry_run: dryRunField,
  }),
  output: z.looseObject({
    added: z.number().int().describe("Domains"),
    changed: z.number().int(),
    removed: z.number().int(),
    unchanged: z.number().int(),
    kept: z.number().int().describe("Domains that the document lacks, and that stay"),
    changes: z.array(nameChangeOutput),
    more: z.string().optional().describe("How many changes are not listed"),
    sessions: sessionsField,
    missing_tokens: z
      .array(z.string())
      .describe("Tokens of the document that are not here, and how to make them"),
    not_imported: z.string().optional(),
    plan: planField,
  }),
  role: "operate",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async handle(
    { document: given, prune, take_over: takeOver, limit, dry_run },
    { services, entry, signal, progress },
  ) {
    const { pools, tokens, certificates } = parseDocument(given);
    const names = pools.reduce((sum, { domains }) => sum + domains.length, 0);
    progress(`${dry_run ? "Comparing" : "Importing"} ${countOf(names, "domain")}`);
    if (!takeOver) await assertServedNowhereElse(services, pools, signal);
    const wanted = {
      pools: pools.map(({ domains, servers }) => ({
        domains,
        servers: servers.map(({ http_port: port, ...server }) => ({ ...server, port })),
      })),
      prune,
    };
    const run = (changes: Changes) => changes.importState(wanted, { signal });
    const { loadBalancer } = services;
    const dry = dry_run ? await loadBalancer.dryRun(run, { signal }) : undefined;
    const made = dry?.result ?? (await run(loadBalancer.recorded(entry)));
    return {
      ...toOutput(made, limit),
      missing_tokens: boundedTexts(await missingTokens(tokens, services.tokens)),
      not_imported:
        certificates === undefined
          ? undefined
          : "the certificates of the document: import it with haproxy-mcp import on this machine",
      ...(dry && planned(toPlan(dry.outlook))),
    };
  },
  summarise({ changes, more, sessions, missing_tokens, not_imported, plan, ...counts }) {
    const { added, changed, removed, unchanged, kept } = counts;
    const numbers = [
      `${countOf(added, "domain")} added`,
      `${changed} changed`,
      `${removed} removed`,
      `${unchanged} unchanged`,
      ...(kept === 0 ? [] : [`${kept} not in the document and kept`]),
    ].join(", ");
    const isDry = plan !== undefined;
    return [
      isDry ? `Dry run: nothing was changed. The import would be: ${numbers}` : `Imported: ${numbers}`,
      ...changes.map(({ domain, change, details }) => `${change}: ${domain}: ${details}`),
      ...(more === undefined ? [] : [more]),
      ...describeCut(sessions),
      ...missing_tokens,
      ...(not_imported === undefined ? [] : [`not imported: ${not_imported}`]),
    ].join("\n");
  },
});

function toOutput({ changes, unchanged, kept, sessions }: ImportedState, limit: number) {
  const all = changes.map(toNameChange);
  const countIn = (wanted: string) => all.filter(({ change }) => change === wanted).length;
  const rest = all.length - limit;
  return {
    added: countIn("added"),
    changed: countIn("changed"),
    removed: countIn("removed"),
    unchanged,
    kept,
    changes: all.slice(0, limit),
    more: rest <= 0 ? undefined : `and ${countOf(rest, "more change")}`,
    sessions,
  };
}

function describeCut(sessions: number | undefined): readonly string[] {
  if (sessions === 0) return [];
  return sessions === undefined
    ? ["HAProxy did not report how many sessions are open on removed servers"]
    : [`warning: ${countOf(sessions, "open session")} on removed servers may be cut`];
}
