import { expect, it } from "vitest";
import { listServers } from "../../src/tools/catalog/servers/list-servers.js";
import { healthRow, NOT_FOUND, PLACE } from "../support/rows.js";
import { callTool, fails, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_list_servers lists servers with the checks that prove their status", async () => {
  const called = await callTool(
    listServers,
    { loadBalancer: { listServers: returns({ ...PLACE, servers: [healthRow()] }) } },
    { domain: "d1.example.test" },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "domain": "d1.example.test",
      "pool": "pool_1",
      "servers": [
        {
          "check": "connection accepted",
          "http_port": 8080,
          "ip": "10.0.0.1",
          "name": "pool_1_1",
          "since_sec": 90,
          "slot": 1,
          "state": "ready",
          "status": "UP",
          "weight": 1,
        },
      ],
      "shared_with": [
        "d2.example.test",
      ],
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "d1.example.test (pool shared with d2.example.test) pool_1: 1 server
    slot 1 10.0.0.1:8080 UP, connection accepted for 90 s"
  `);
  expect(missingInText(called)).toEqual(["servers[0].name"]);
});

it("haproxy_list_servers refuses a name that is not found", async () => {
  const { text } = await callTool(
    listServers,
    {
      loadBalancer: {
        listServers: fails(NOT_FOUND),
      },
    },
    { domain: "d1.example.test" },
  );

  expect(text).toMatchInlineSnapshot(
    `"DOMAIN_NOT_FOUND: d1.example.test was not found; similar: d2.example.test. Nothing was changed. See haproxy_list_domains with include_wildcards."`,
  );
});
