import { expect, it } from "vitest";
import { z } from "zod";
import { catalog } from "../../src/index.js";
import { getServerHealth } from "../../src/tools/catalog/health/get-server-health.js";
import { backends } from "../../src/tools/catalog/monitoring/backends.js";
import { getConnections } from "../../src/tools/catalog/monitoring/get-connections.js";
import { stats } from "../../src/tools/catalog/monitoring/stats.js";
import { backendRow, connectionsRow, healthRow, PROCESS, poolRow, TRAFFIC } from "../support/rows.js";
import { callTool, missingInText, returns } from "../support/tool-calls.js";

const domains = ["one.example.test", "two.example.test"];
const rates = { requestsPerSec: 21.5, sessionsPerSec: 22.5, bytesInPerSec: 23.5, bytesOutPerSec: 24.5 };
const pageOfOne = <Row>(row: Row) => ({
  items: [{ ...row, domains, rates }],
  total: 5,
  cursors: ["c"],
  nextCursor: "c",
});

it("CL10 the text of what is measured has every name and number of the structured content", async () => {
  const counts = { "NO CHECK": 4, UP: 1 };
  const sampled = { process: PROCESS, frontends: [{ name: "http", ...TRAFFIC, rates }], sampledMs: 2_500 };
  const loadBalancer = {
    statistics: returns({ ...sampled, pools: pageOfOne(poolRow()) }),
    listBackends: returns(pageOfOne(backendRow())),
    listServerHealth: returns({ ...pageOfOne(healthRow()), counts }),
    listConnections: returns({ ...pageOfOne(connectionsRow()), current: 31, queued: 32 }),
  };

  for (const tool of [stats, backends, getServerHealth, getConnections]) {
    const called = await callTool(tool, { loadBalancer });

    expect(called.text).toContain(domains.join(" "));
    // 90 s are shown as 1 min
    expect(missingInText(called).filter((field) => !field.endsWith("since_sec"))).toEqual([]);
  }
});

/** Names of properties, at any depth. */
function namesIn(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own = Object.keys("properties" in schema ? (schema.properties as object) : {});
  return [...own, ...Object.values(schema).flatMap(namesIn)];
}

it.each(catalog)("CL14 $name has one name for one thing in its results", ({ output }) => {
  const others = ["addr", "address", "backend", "host", "hostname", "port", "server_name", "weight_before"];

  expect(namesIn(z.toJSONSchema(output)).filter((name) => others.includes(name))).toEqual([]);
});

it.each(catalog)("CL14 $name has its times in seconds, and says so in their names", ({ input, output }) => {
  const older = ["timeout", "drain_timeout"];
  const properties = Object.entries(z.toJSONSchema(input, { io: "input" }).properties ?? {});
  const seconds = properties
    .filter(([, field]) => /seconds/i.test(JSON.stringify(field)))
    .map(([name]) => name);

  expect(seconds.filter((name) => !name.endsWith("_sec") && !older.includes(name))).toEqual([]);
  expect(namesIn(z.toJSONSchema(output)).filter((name) => /_(?:s|seconds|secs)$|timeout/.test(name))).toEqual(
    [],
  );
});
