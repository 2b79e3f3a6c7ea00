import { readFile } from "node:fs/promises";
import { auditConfig } from "@haproxy-mcp/haproxy-host";
import { expect, it } from "vitest";
import { FIRST } from "../src/config-works.js";

it("HA9 the file of the first version keeps working: nothing in it is an error or a warning", async () => {
  const found = auditConfig(await readFile(FIRST, "utf8"), {
    pools: { count: 10, slots: 10 },
    mapFile: "/opt/haproxy/conf/domains.map",
    stateFile: "/opt/haproxy/data/servers.state",
    certsDir: "/opt/haproxy/certs",
    runtime: { port: 9999 },
  });

  expect(found).toEqual([]);
});
