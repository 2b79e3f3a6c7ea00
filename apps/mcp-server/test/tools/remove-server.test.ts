import { LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { expect, it } from "vitest";
import { removeServer } from "../../src/tools/catalog/servers/remove-server.js";
import { PLACE, serverRow } from "../support/rows.js";
import { callTool, fails, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_remove_server shows the server that it removed, and warns of what is left", async () => {
  const called = await callTool(
    removeServer,
    {
      loadBalancer: {
        removeServer: returns({
          ...PLACE,
          server: serverRow(),
          sessions: 1,
          healthyCount: 0,
          checkingCount: 1,
        }),
      },
    },
    { domain: "d1.example.test", slot: 1 },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "domain": "d1.example.test",
      "pool": "pool_1",
      "removed": {
        "http_port": 8080,
        "ip": "10.0.0.1",
        "name": "pool_1_1",
        "slot": 1,
        "state": "ready",
        "weight": 1,
      },
      "sessions": 1,
      "shared_with": [
        "d2.example.test",
      ],
      "warning": "no server of d1.example.test is checked healthy: 1 server awaits its first check; wait until haproxy_domain_health shows one UP before you take out more",
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "Removed from d1.example.test (pool shared with d2.example.test) on pool_1: slot 1 10.0.0.1:8080; warning: 1 open session may be cut
    warning: no server of d1.example.test is checked healthy: 1 server awaits its first check; wait until haproxy_domain_health shows one UP before you take out more"
  `);
  expect(missingInText(called)).toEqual(["removed.name"]);
});

it("haproxy_remove_server refuses an empty slot", async () => {
  const { text } = await callTool(
    removeServer,
    {
      loadBalancer: {
        removeServer: fails(
          new LoadBalancerError("SLOT_EMPTY", "slot 2 of d1.example.test has no server", { field: "slot" }),
        ),
      },
    },
    { domain: "d1.example.test", slot: 2 },
  );

  expect(text).toMatchInlineSnapshot(
    `"SLOT_EMPTY: slot 2 of d1.example.test has no server. Nothing was changed. See haproxy_list_servers."`,
  );
});
