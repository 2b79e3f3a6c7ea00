import { expect, it } from "vitest";
import { domainHealth } from "../../src/tools/catalog/health/domain-health.js";
import { healthRow, NOT_FOUND, PLACE } from "../support/rows.js";
import { callTool, fails, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_domain_health shows each server with its check", async () => {
  const called = await callTool(
    domainHealth,
    {
      loadBalancer: {
        domainHealth: returns({
          ...PLACE,
          status: "degraded",
          servers: [
            healthRow(),
            {
              ...healthRow(),
              name: "pool_1_2",
              status: "DOWN",
              check: "connection refused",
              checkStatus: "L4CON",
              sinceSec: 9,
            },
            {
              ...healthRow(),
              name: "pool_1_3",
              check: undefined,
              lastCheck: "HTTP 503",
              checkStatus: "L7STS",
            },
          ],
          healthyCount: 2,
        }),
      },
    },
    { domain: "d1.example.test" },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "domain": "d1.example.test",
      "healthy_count": 2,
      "pool": "pool_1",
      "servers": [
        {
          "check": "connection accepted",
          "check_status": "L4OK",
          "http_port": 8080,
          "ip": "10.0.0.1",
          "name": "pool_1_1",
          "since_sec": 90,
          "status": "UP",
        },
        {
          "check": "connection refused",
          "check_status": "L4CON",
          "http_port": 8080,
          "ip": "10.0.0.1",
          "name": "pool_1_2",
          "since_sec": 9,
          "status": "DOWN",
        },
        {
          "check_status": "L7STS",
          "http_port": 8080,
          "ip": "10.0.0.1",
          "last_check": "HTTP 503",
          "name": "pool_1_3",
          "since_sec": 90,
          "status": "UP",
        },
      ],
      "shared_with": [
        "d2.example.test",
      ],
      "status": "degraded",
      "total_count": 3,
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "d1.example.test (pool shared with d2.example.test) pool_1: degraded, 2 of 3 servers up
    pool_1_1 10.0.0.1:8080 UP, connection accepted for 90 s
    pool_1_2 10.0.0.1:8080 DOWN, connection refused for 9 s
    pool_1_3 10.0.0.1:8080 UP for 90 s, last check: HTTP 503"
  `);
  expect(missingInText(called)).toEqual([0, 1, 2].map((index) => `servers[${index}].check_status`));
});

it("haproxy_domain_health refuses a name that is not found", async () => {
  const { text } = await callTool(
    domainHealth,
    {
      loadBalancer: {
        domainHealth: fails(NOT_FOUND),
      },
    },
    { domain: "d1.example.test" },
  );

  expect(text).toMatchInlineSnapshot(
    `"DOMAIN_NOT_FOUND: d1.example.test was not found; similar: d2.example.test. Nothing was changed. See haproxy_list_domains with include_wildcards."`,
  );
});
