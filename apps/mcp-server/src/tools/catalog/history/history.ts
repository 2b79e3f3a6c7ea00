import { z } from "zod";
import { findEntries } from "../../../history/find-entries.js";
import { countOf } from "../../../program/count-of.js";
import { defineTool } from "../../define-tool.js";
import { describeEntry, entryOutput, toEntryOutput } from "../../history-fields.js";
import { firstFitting } from "../../page-fields.js";
import { domainField } from "../../server-fields.js";
import { parseSince } from "../../since-field.js";

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 200;
/** Of the entries, when the caller asks for a number of them. */
const MAX_BYTES = 18_000;

const WHY_MORE = {
  limit: "there are more; set limit, or narrow the search by domain, caller or since",
  time: "the search took too long; narrow it by since",
};

export const history = defineTool({
  name: "haproxy_history",
  title: "Show the history",
  description:
    "Shows who changed what, the newest change first: caller, arguments, result, and routes and servers before and after. Use it when " +
    "something is not as expected, or before haproxy_undo, which takes the id of a change.",
  input: z.strictObject({
    domain: domainField.optional().describe("Only changes that affected this domain"),
    since: z.string().max(40).optional().describe("2026-11-26T15:00:00Z, or 30m, 24h, 7d for so long ago"),
    caller: z
      .string()
      .max(256)
      .optional()
      .describe("Name of a token, an address, local:USER, system or outside"),
    limit: z
      .number()
      .int()
      .min(1)
      .max(MAX_LIMIT)
      .optional()
      .describe(`Most entries; default: ${DEFAULT_LIMIT}`),
  }),
  output: z.looseObject({
    entries: z.array(entryOutput),
    more: z.string().optional().describe("Why there may be more"),
    problems: z.array(z.string()).describe("What could not be read"),
  }),
  role: "read",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle({ domain, since, caller, limit }, { services }) {
    const filter = {
      domain,
      caller,
      since: since === undefined ? undefined : parseSince(since, new Date()),
      limit: limit ?? DEFAULT_LIMIT,
    };
    const { entries, problems, stopped } = await findEntries(services.history, filter, toEntryOutput);
    const shown = firstFitting(entries, limit === undefined ? undefined : MAX_BYTES);
    const why = shown.length < entries.length ? "limit" : stopped;
    return { entries: shown, more: why && WHY_MORE[why], problems: [...problems] };
  },
  summarise({ entries, more, problems }) {
    return [
      countOf(entries.length, "change"),
      ...entries.map(describeEntry),
      ...(more === undefined ? [] : [more]),
      ...problems,
    ].join("\n");
  },
});
