import { messageOf } from "@haproxy-mcp/durable-files";
import { describeProblem } from "@haproxy-mcp/haproxy-host";
import { z } from "zod";
import { countOf } from "../../../program/count-of.js";
import { toDocument } from "../../../transfer/to-document.js";
import { boundedTexts } from "../../bounded-list.js";
import { defineTool } from "../../define-tool.js";

export const exportState = defineTool({
  name: "haproxy_export",
  title: "Export domains and servers",
  description:
    "Returns all domains, servers, states and names of tokens as one document, which haproxy_import takes. Use it when they are to be " +
    "saved, compared, or moved to another HAProxy; it grows with them, by about 150 bytes for a domain. It has no keys and no tokens.",
  input: z.strictObject({}),
  output: z.looseObject({
    document: z.looseObject({}).describe("As docs/export.schema.json says"),
    domains: z.number().int(),
    servers: z.number().int(),
    tokens: z.number().int(),
    problems: z.array(z.string()).describe("The first that can't be read, and is left out"),
    by_hand: z
      .array(z.string())
      .describe("The first routes that the document can't have: an operator manages them"),
  }),
  role: "read",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle(_input, { services: { loadBalancer, tokens }, signal }) {
    const snapshot = await loadBalancer.read({ signal });
    let unread: string | undefined;
    const records = await tokens.list().catch((error: unknown) => {
      unread = messageOf(error);
      return new Map();
    });
    const document = toDocument(snapshot, records, Date.now());
    const { pools } = document;
    return {
      document,
      domains: pools.reduce((sum, { domains }) => sum + domains.length, 0),
      servers: pools.reduce((sum, { servers }) => sum + servers.length, 0),
      tokens: document.tokens.length,
      problems: boundedTexts([
        ...(unread === undefined ? [] : [unread]),
        ...snapshot.problems.map(describeProblem),
      ]),
      by_hand: boundedTexts(
        [...snapshot.state.foreign].map(([key, backend]) => `${key} is routed to ${backend}`),
      ),
    };
  },
  summarise({ document, problems, by_hand, ...counts }) {
    const [domains, servers] = [countOf(counts.domains, "domain"), countOf(counts.servers, "server")];
    return [
      `${domains}, ${servers}, ${countOf(counts.tokens, "token name")}`,
      ...problems.map((text) => `left out: ${text}`),
      ...by_hand.map((text) => `left out, managed by an operator: ${text}`),
      JSON.stringify(document),
    ].join("\n");
  },
});
