import { placeOf } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { boundedTexts } from "../../bounded-list.js";
import { defineTool } from "../../define-tool.js";
import { describePage, pageInput, pageOutput, toPage } from "../../page-fields.js";
import { describeServer, serverOutput, toServerOutput } from "../../server-fields.js";

export const listDomains = defineTool({
  name: "haproxy_list_domains",
  title: "List domains",
  description:
    "Lists the domains that HAProxy routes, with the pool and servers of each. Use it when you need to know what exists; set " +
    "filter to find one domain among many.",
  input: z.strictObject({
    include_wildcards: z.boolean().default(false).describe("Also list wildcards such as *.example.com"),
    filter: z.string().max(253).optional().describe("Only domains whose name contains this text"),
    ...pageInput,
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
    ...pageOutput,
    problems: z.array(z.string()).describe("The first lines that can't be read; they are left unchanged"),
  }),
  role: "read",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle({ include_wildcards: includeWildcards, filter, ...page }, { services, signal }) {
    const list = await services.loadBalancer.listDomains(
      {
        includeWildcards,
        ...page,
        filter,
      },
      { signal },
    );
    const { shown, page: next } = toPage(
      { ...list, items: list.domains },
      ({ servers, ...domain }) => ({ ...domain, servers: servers.map(toServerOutput) }),
      page,
    );
    return {
      domains: shown,
      ...next,
      problems: boundedTexts(list.problems.map((problem) => `${placeOf(problem)}: ${problem.message}`)),
    };
  },
  summarise({ domains, problems, ...page }) {
    const { head, foot } = describePage(domains.length, "domain", page);
    return [
      head,
      ...domains.map(
        ({ domain, pool, servers }) =>
          `${domain} ${pool}: ${servers.map(describeServer).join(", ") || "no servers"}`,
      ),
      ...foot,
      ...problems,
    ].join("\n");
  },
});
