import { LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { expect, it } from "vitest";
import { listFrontends } from "../../src/tools/catalog/monitoring/list-frontends.js";
import { TRAFFIC } from "../support/rows.js";
import { callTool, fails, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_list_frontends lists frontends with addresses and traffic", async () => {
  const called = await callTool(
    listFrontends,
    {
      loadBalancer: {
        listFrontends: returns([
          {
            name: "http",
            status: "OPEN",
            binds: ["0.0.0.0:80"],
            sessionLimit: 2_000,
            sessionsPerSec: 14,
            requestsPerSec: 15,
            ...TRAFFIC,
          },
        ]),
      },
    },
    {},
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "frontends": [
        {
          "binds": [
            "0.0.0.0:80",
          ],
          "bytes_in": 56789,
          "bytes_out": 987654,
          "name": "http",
          "requests_per_sec": 15,
          "requests_total": 1234,
          "responses": {
            "2xx": 1200,
            "3xx": 4,
            "4xx": 25,
            "5xx": 5,
          },
          "session_limit": 2000,
          "sessions_current": 2,
          "sessions_max": 7,
          "sessions_per_sec": 14,
          "sessions_total": 90,
          "status": "OPEN",
        },
      ],
    }
  `);
  expect(called.text).toMatchInlineSnapshot(
    `"http OPEN on 0.0.0.0:80: 1234 requests, 56789 bytes in, 987654 bytes out, 2 sessions (most 7, total 90), 1200 2xx, 4 3xx, 25 4xx, 5 5xx, at most 2000 sessions, 14 sessions/s, 15 requests/s"`,
  );
  expect(missingInText(called)).toEqual([]);
});

it("haproxy_list_frontends fails when HAProxy does not respond", async () => {
  const { text } = await callTool(
    listFrontends,
    {
      loadBalancer: {
        listFrontends: fails(
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
