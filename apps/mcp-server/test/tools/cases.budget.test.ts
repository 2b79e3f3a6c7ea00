import { pageOf } from "@haproxy-mcp/load-balancer";
import { describe, expect, it } from "vitest";
import { toolsOf } from "../../src/index.js";
import { listedSchema } from "../../src/mcp/tool-schema.js";
import { listCerts } from "../../src/tools/catalog/certificates/list-certs.js";
import { renewAllCerts } from "../../src/tools/catalog/certificates/renew-all-certs.js";
import { listDomains } from "../../src/tools/catalog/domains/list-domains.js";
import { getServerHealth } from "../../src/tools/catalog/health/get-server-health.js";
import { backends } from "../../src/tools/catalog/monitoring/backends.js";
import { getConnections } from "../../src/tools/catalog/monitoring/get-connections.js";
import { stats } from "../../src/tools/catalog/monitoring/stats.js";
import type { Tool } from "../../src/tools/define-tool.js";
import { describePlan, toPlan } from "../../src/tools/plan-fields.js";
import {
  backendRow,
  certificateRow,
  connectionsRow,
  healthRow,
  PROCESS,
  poolOf,
  poolRow,
  serverRow,
  TRAFFIC,
} from "../support/rows.js";
import { callTool, type StandIns } from "../support/tool-calls.js";

const KIB = 1_024;
const COUNT = 1_000;
const rows = <Row>(row: (number: number) => Row) =>
  Array.from({ length: COUNT }, (_, index) => row(index + 1));
const found = <Row>(row: (number: number) => Row) => {
  const all = rows(row).map((one, index) => ({ ...one, key: String(index).padStart(4, "0") }));
  return async (page: object = {}) => pageOf(all, ({ key }) => key, page);
};

const LISTS: readonly (readonly [Pick<Tool, "name">, StandIns])[] = [
  [
    listDomains,
    {
      loadBalancer: {
        listDomains: async (page) => {
          const { items, ...rest } = await found((number) => ({
            domain: `d${number}.example.test` as never,
            pool: poolOf(number),
            wildcard: false,
            servers: [serverRow(number)],
          }))(page);
          return { domains: items, ...rest, problems: [] };
        },
      },
    },
  ],
  [
    getServerHealth,
    {
      loadBalancer: {
        listServerHealth: async (page) => ({ ...(await found(healthRow)(page)), counts: { UP: COUNT } }),
      },
    },
  ],
  [
    getConnections,
    {
      loadBalancer: {
        listConnections: async (page) => ({ ...(await found(connectionsRow)(page)), current: 1, queued: 0 }),
      },
    },
  ],
  [backends, { loadBalancer: { listBackends: found(backendRow) } }],
  [
    stats,
    {
      loadBalancer: {
        statistics: async (page) => ({
          process: PROCESS,
          frontends: [
            { name: "http", ...TRAFFIC },
            { name: "https", ...TRAFFIC },
          ],
          pools: await found(poolRow)(page),
        }),
      },
    },
  ],
  [listCerts, { certificates: { list: async () => rows(certificateRow) } }],
];

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe.each(LISTS)("CL11 %#", (tool, services) => {
  it("is at most 8 KB by default, and leads to the rest", async () => {
    const first = await callTool(tool, services);
    const second = await callTool(tool, services, { cursor: first.data?.["next_cursor"] });

    expect([tool.name, bytesOf(first) <= 8 * KIB]).toEqual([tool.name, true]);
    expect(first.data).toMatchObject({
      total: COUNT,
      note: expect.stringMatching(/^the page ends after \d+ items/),
    });
    expect(first.text).toContain(`more: cursor ${first.data?.["next_cursor"]} (the page ends after `);
    expect(bytesOf(second)).toBeGreaterThan(4 * KIB);
    expect(second.data?.["next_cursor"]).not.toBe(first.data?.["next_cursor"]);
  });

  it("is at most 32 KB whatever limit the caller sets, and has all items up to a small one", async () => {
    const large = await callTool(tool, services, { limit: 500 });
    const small = await callTool(tool, services, { limit: 3 });

    expect(bytesOf(large)).toBeGreaterThan(16 * KIB);
    expect(bytesOf(large)).toBeLessThanOrEqual(32 * KIB);
    expect(small.data).not.toHaveProperty("note");
    expect(Object.values(small.data ?? {}).some((list) => Array.isArray(list) && list.length === 3)).toBe(
      true,
    );
  });

  it("gives every item once over all pages", async () => {
    let shown = 0;
    let cursor: unknown;
    do {
      const { data = {}, text } = await callTool(tool, services, { limit: 500, cursor });
      shown += Number(/^(\d+) of 1000 /m.exec(text)?.[1]);
      cursor = data["next_cursor"];
    } while (cursor !== undefined);

    expect(shown).toBe(COUNT);
  });
});

it("CL11 renewals of 1,000 certificates show what failed, and how many more there are", async () => {
  const results = rows((number) => ({
    name: `d${number}.example.test`,
    result: "skipped" as const,
    why: "not due",
  }));
  const failed = { name: "z.example.test", result: "failed" as const, error: new Error("no") };

  const called = await callTool(renewAllCerts, {
    certificates: { renewAll: async () => [...results, failed] },
  });

  expect(bytesOf(called)).toBeLessThanOrEqual(8 * KIB);
  expect(called.data).toMatchObject({
    skipped: COUNT,
    failed: 1,
    note: expect.stringMatching(/^and \d+ more$/),
  });
  expect(called.text).toContain("z.example.test failed: no");
});

it("CL11, CL12 the plan for a host of 1,000 domains takes at most 8 KB, and begins with the pools that lose most", async () => {
  const plan = toPlan({
    files: ["servers.json"],
    routes: [],
    slots: rows((number) => ({
      pool: poolOf(number),
      slot: 1 as never,
      name: `${poolOf(number)}_1`,
      before: serverRow(),
      after: { ...serverRow(), state: "drain" },
    })),
    domains: rows((number) => `d${number}.example.test` as never),
    serversLeft: rows((number) => ({
      pool: poolOf(number),
      total: 2,
      ready: 1,
      healthy: number === COUNT ? 0 : 1,
    })),
  });

  expect(bytesOf({ plan, text: describePlan(plan) })).toBeLessThanOrEqual(8 * KIB);
  expect(plan.servers_left?.[0]?.pool).toBe(poolOf(COUNT));
  expect(describePlan(plan)).toMatch(/\nand servers in 980 more pools$/);
});

it("CL11 tools/list takes at most 36 KB, all schemas included", () => {
  const jsonOf = (schema: Tool["input"], side: "input" | "output") =>
    listedSchema(schema)["~standard"].jsonSchema[side]({ target: "draft-2020-12" });
  const tools = toolsOf(["core"]).map(({ name, title, description, annotations, input, output }) => ({
    name,
    title,
    description,
    annotations,
    inputSchema: jsonOf(input, "input"),
    outputSchema: jsonOf(output, "output"),
  }));

  expect(bytesOf(tools)).toBeLessThanOrEqual(36 * KIB);
});
