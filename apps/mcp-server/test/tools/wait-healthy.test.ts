import { LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { expect, it } from "vitest";
import { waitHealthy } from "../../src/tools/catalog/rollout/wait-healthy.js";
import { healthRow, PLACE } from "../support/rows.js";
import { callTool, fails, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_wait_healthy shows each server with its check at the timeout", async () => {
  const down = { ...healthRow(), status: "DOWN", check: "connection refused", sinceSec: 9 };
  const called = await callTool(
    waitHealthy,
    {
      loadBalancer: { waitHealthy: returns({ ...PLACE, healthy: false, servers: [down], waitedMs: 2_000 }) },
    },
    { domain: "d1.example.test", timeout_sec: "2" },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "domain": "d1.example.test",
      "healthy": false,
      "pool": "pool_1",
      "servers": [
        {
          "check": "connection refused",
          "http_port": 8080,
          "ip": "10.0.0.1",
          "name": "pool_1_1",
          "since_sec": 9,
          "slot": 1,
          "state": "ready",
          "status": "DOWN",
          "weight": 1,
        },
      ],
      "shared_with": [
        "d2.example.test",
      ],
      "waited_sec": 2,
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "d1.example.test (pool shared with d2.example.test) pool_1: 0 of 1 server healthy after 2.0 s
    slot 1 10.0.0.1:8080 DOWN, connection refused for 9 s
    Call again to keep waiting."
  `);
  expect(missingInText(called)).toEqual(["servers[0].name"]);
});

it("haproxy_wait_healthy refuses an empty slot", async () => {
  const error = new LoadBalancerError("SLOT_EMPTY", "slot 2 of d1.example.test has no server", {
    field: "slot",
  });
  const { text } = await callTool(
    waitHealthy,
    { loadBalancer: { waitHealthy: fails(error) } },
    { domain: "d1.example.test", slot: 2 },
  );

  expect(text).toMatchInlineSnapshot(
    `"SLOT_EMPTY: slot 2 of d1.example.test has no server. Nothing was changed. See haproxy_list_servers."`,
  );
});
