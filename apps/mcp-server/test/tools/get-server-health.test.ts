import { LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { expect, it } from "vitest";
import { getServerHealth } from "../../src/tools/catalog/health/get-server-health.js";
import { healthRow } from "../support/rows.js";
import { callTool, fails, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_get_server_health lists servers with status and check, and counts them", async () => {
  const called = await callTool(
    getServerHealth,
    {
      loadBalancer: {
        listServerHealth: returns({ items: [healthRow()], total: 1, cursors: [], counts: { UP: 1 } }),
      },
    },
    {},
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "counts": {
        "UP": 1,
      },
      "servers": [
        {
          "check": "connection accepted",
          "check_duration_ms": 3,
          "check_status": "L4OK",
          "detail": "UP",
          "domains": [
            "d1.example.test",
          ],
          "http_port": 8080,
          "ip": "10.0.0.1",
          "name": "pool_1_1",
          "since_sec": 90,
          "status": "UP",
        },
      ],
      "total": 1,
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "1 of 1 server, 1 UP
    d1.example.test pool_1_1 10.0.0.1:8080 UP, connection accepted for 90 s (UP, L4OK in 3 ms)"
  `);
  expect(missingInText(called)).toEqual([]);
});

it("haproxy_get_server_health fails when HAProxy does not respond", async () => {
  const { text } = await callTool(
    getServerHealth,
    {
      loadBalancer: {
        listServerHealth: fails(
          new LoadBalancerError("HAPROXY_UNREACHABLE", "HAProxy does not respond on /run/haproxy.sock"),
        ),
      },
    },
    {},
  );

  expect(text).toMatchInlineSnapshot(
    `"HAPROXY_UNREACHABLE: HAProxy does not respond on /run/haproxy.sock. Nothing was changed. See haproxy_health; repeat the call once HAProxy responds."`,
  );
});
