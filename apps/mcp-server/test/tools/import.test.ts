import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { expect, it, vi } from "vitest";
import { importState } from "../../src/tools/catalog/transfer/import.js";
import { callTool, fails, missingInText, returns } from "../support/tool-calls.js";

const DOCUMENT = JSON.parse(readFileSync(join(import.meta.dirname, "../commands/export.json"), "utf8"));
const NOTHING = { read: returns({ state: { pools: new Map() } }) };
const others = { findOperatorSite: returns(undefined), tokens: { list: returns(new Map()) } };
const slot = (number: number, before: object | undefined, after: object | undefined) => ({
  pool: "pool_1",
  slot: number,
  name: `pool_1_${number}`,
  before,
  after,
});
const server = { ip: "192.0.2.1", port: 8080, weight: 1, state: "ready" };
const change = (
  domain: string,
  from: string | undefined,
  to: string | undefined,
  slots: readonly object[],
) => ({
  domain,
  from,
  to,
  slots,
  isBeside: domain.startsWith("o"),
});
const MADE = {
  changes: [
    change("example.com", undefined, "pool_1", [slot(1, undefined, server)]),
    change("old.example.com", "pool_2", undefined, []),
    change("other.example.com", "pool_1", "pool_1", [slot(1, undefined, server)]),
    change("www.example.com", "pool_3", "pool_1", [slot(1, undefined, server)]),
  ],
  unchanged: 4,
  kept: 0,
  sessions: 2,
};

it("haproxy_import shows what each name gets, and which tokens are missing", async () => {
  const run = vi.fn(returns(MADE));
  const called = await callTool(
    importState,
    { loadBalancer: { ...NOTHING, importState: run }, ...others },
    { document: DOCUMENT, prune: true, limit: 4 },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "added": 1,
      "changed": 2,
      "changes": [
        {
          "change": "added",
          "details": "on pool_1, slot 1 192.0.2.1:8080",
          "domain": "example.com",
        },
        {
          "change": "removed",
          "details": "from pool_2",
          "domain": "old.example.com",
        },
        {
          "change": "changed",
          "details": "not in the document, shares a pool with names that are, slot 1 192.0.2.1:8080",
          "domain": "other.example.com",
        },
        {
          "change": "changed",
          "details": "from pool_3 to pool_1, slot 1 192.0.2.1:8080",
          "domain": "www.example.com",
        },
      ],
      "kept": 0,
      "missing_tokens": [
        "missing token ci (read, until 2027-01-01T00:00:00Z): haproxy-mcp token new ci --role read makes another",
      ],
      "removed": 1,
      "sessions": 2,
      "unchanged": 4,
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "Imported: 1 domain added, 2 changed, 1 removed, 4 unchanged
    added: example.com: on pool_1, slot 1 192.0.2.1:8080
    removed: old.example.com: from pool_2
    changed: other.example.com: not in the document, shares a pool with names that are, slot 1 192.0.2.1:8080
    changed: www.example.com: from pool_3 to pool_1, slot 1 192.0.2.1:8080
    warning: 2 open sessions on removed servers may be cut
    missing token ci (read, until 2027-01-01T00:00:00Z): haproxy-mcp token new ci --role read makes another"
  `);
  expect(missingInText(called)).toEqual([]);
  expect(run.mock.calls[0]).toMatchObject([
    {
      pools: [
        {
          domains: ["www.example.com", "example.com"],
          servers: [
            { slot: 1, ip: "192.0.2.1", port: 8080, weight: 1, state: "ready" },
            { slot: 2, ip: "2001:db8::1", port: 80, weight: 5, state: "drain" },
          ],
        },
      ],
      prune: true,
    },
    {},
  ]);
});

it("haproxy_import in a dry run has a plan, and lists the first changes", async () => {
  const outlook = { files: ["domains.map"], routes: [], slots: [], domains: [], serversLeft: [] };
  const { data, text } = await callTool(
    importState,
    { loadBalancer: { ...NOTHING, dryRun: returns({ result: MADE, outlook }) }, ...others },
    { document: DOCUMENT, limit: 1, dry_run: true },
  );

  expect(data).toMatchObject({ dry_run: true, plan: { files: ["domains.map"] }, more: "and 3 more changes" });
  expect(text).toMatch(
    /^Dry run: nothing was changed\. The import would be: 1 domain added, 2 changed, 1 removed/,
  );
});

it.each([
  [{ ...DOCUMENT, format: "else" }, 'format: is "else"; it must be "haproxy-mcp export"'],
  [
    { ...DOCUMENT, version: 2, more: 1 },
    "version: is 2; this haproxy-mcp reads version 1: update haproxy-mcp here",
  ],
  [{ ...DOCUMENT, poools: [] }, 'Unrecognized key: "poools"'],
  [
    { ...DOCUMENT, pools: [{ domains: ["x.test.com"], servers: [{ slot: 1, ip: "1.2.3", http_port: 80 }] }] },
    "pools[0].servers[0].ip: ",
  ],
  [{ ...DOCUMENT, pools: [{ domains: [], servers: [] }] }, "pools[0].domains: "],
])("haproxy_import refuses another document: %j", async (document, problem) => {
  const { text } = await callTool(importState, { loadBalancer: NOTHING, ...others }, { document });

  expect(text).toMatch(/^(?:INVALID_INPUT|INVALID_ADDRESS|OUT_OF_RANGE): .* Nothing was changed\./);
  expect(text).toContain(problem);
});

it("haproxy_import refuses a name that the operator's own rules serve, and what the plan refuses", async () => {
  const site = { name: "example.com", rule: "haproxy.cfg:12: use_backend shop", keepsRequests: true };
  const elsewhere = await callTool(
    importState,
    { loadBalancer: NOTHING, ...others, findOperatorSite: returns(site) },
    { document: DOCUMENT },
  );
  const refused = await callTool(
    importState,
    {
      loadBalancer: {
        ...NOTHING,
        importState: fails(
          new LoadBalancerError(
            "REFUSED_SERVER",
            "www.example.com: 192.0.2.1:8080 is HAProxy's Runtime API",
            {
              field: "pools[0]",
            },
          ),
        ),
      },
      ...others,
    },
    { document: DOCUMENT },
  );

  expect(elsewhere.error).toEqual({ code: "SERVED_ELSEWHERE", field: "pools[0].domains[0]" });
  expect(refused.text).toMatchInlineSnapshot(
    `"REFUSED_SERVER: www.example.com: 192.0.2.1:8080 is HAProxy's Runtime API. Nothing was changed. Use the address of a server. To put an HAProxy in front of itself, an operator can set HAPROXY_ALLOW_OWN_FRONTENDS=on; its Runtime API, its statistics and this server are refused all the same."`,
  );
});
