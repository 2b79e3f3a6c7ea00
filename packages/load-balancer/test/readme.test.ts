import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createFileStateStore } from "@haproxy-mcp/map-store";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { expect, it } from "vitest";
import { createLoadBalancer } from "../src/index.js";

it("LI10 the README names every operation in a table", () => {
  const loadBalancer = createLoadBalancer({
    store: createFileStateStore({ mapFile: "/nowhere/domains.map", serversFile: "/nowhere/servers.json" }),
    runtime: createRuntimeApiClient({ address: { path: "/nowhere/haproxy.sock" } }),
    pools: { count: 1, slots: 1 },
    mapFile: "/nowhere/domains.map",
  });
  const tables = readFileSync(join(import.meta.dirname, "../README.md"), "utf8").matchAll(/^\| (`.*?) +\|/gm);
  const documented = [...tables].flatMap(([, names = ""]) => names.match(/\w+/g) ?? []);

  expect(Object.keys(loadBalancer).filter((name) => !documented.includes(name))).toEqual([]);
});
