import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { boundedTexts } from "../../../bounded-list.js";
import { describeProblem } from "../../../state-problem.js";
import { defineTool } from "../../define-tool.js";
import { describeServer, serverOutput, toServerOutput } from "../../server-fields.js";

export const listDomains = defineTool({
  name: "haproxy_list_domains",
  title: "List domains",
  description:
    "Lists the domains that HAProxy routes, each with its pool and servers, in the order of their names. " +
    "Long lists come in pages: call again with next_cursor. Use filter to find a domain among many.",
  input: z.strictObject({
    include_wildcards: z.boolean().default(false).describe("Also list wildcards such as *.example.com"),
    filter: z.string().max(253).optional().describe("Only domains whose name holds this text"),
    limit: z
      .number()
      .int()
      .min(1)
      .max(MAX_PAGE_SIZE)
      .default(DEFAULT_PAGE_SIZE)
      .describe("Domains in a page"),
    cursor: z.string().max(1024).optional().describe("next_cursor of the page before"),
  }),
  output: z.looseObject({
    domains: z.array(
      z.looseObject({
        domain: z.string(),
        pool: z.string(),
        wildcard: z.boolean(),
        servers: z.array(serverOutput),
      }),
    ),
    total: z.number().int().describe("Domains in all pages together"),
    next_cursor: z.string().optional().describe("Absent on the last page"),
    problems: z
      .array(z.string())
      .describe("Lines of the files that could not be understood; they were kept; the first of them"),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle({ include_wildcards: includeWildcards, filter, limit, cursor }, { services, signal }) {
    const page = await services.loadBalancer.listDomains(
      {
        includeWildcards,
        limit,
        ...(filter !== undefined && { filter }),
        ...(cursor !== undefined && { cursor }),
      },
      { signal },
    );
    return {
      domains: page.domains.map(({ servers, ...domain }) => ({
        ...domain,
        servers: servers.map(toServerOutput),
      })),
      total: page.total,
      ...(page.nextCursor !== undefined && { next_cursor: page.nextCursor }),
      problems: boundedTexts(page.problems.map(describeProblem)),
    };
  },
  summarise({ domains, total, next_cursor, problems }) {
    return [
      `${domains.length} of ${total} domains`,
      ...domains.map(
        ({ domain, pool, servers }) =>
          `${domain} ${pool}: ${servers.map(describeServer).join(", ") || "no servers"}`,
      ),
      ...(next_cursor === undefined ? [] : [`more: cursor ${next_cursor}`]),
      ...problems,
    ].join("\n");
  },
});
