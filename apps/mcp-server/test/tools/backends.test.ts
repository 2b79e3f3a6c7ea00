import { expect, it } from "vitest";
import { backends } from "../../src/tools/catalog/monitoring/backends.js";
import { backendRow } from "../support/rows.js";
import { callTool, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_backends lists backends with domains, servers and traffic", async () => {
  const called = await callTool(
    backends,
    { loadBalancer: { listBackends: returns({ items: [backendRow()], total: 1, cursors: [] }) } },
    {},
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "backends": [
        {
          "bytes_in": 56789,
          "bytes_out": 987654,
          "domains": [
            "d1.example.test",
          ],
          "is_pool": true,
          "name": "pool_1",
          "queued": 6,
          "requests_total": 1234,
          "responses": {
            "2xx": 1200,
            "3xx": 4,
            "4xx": 25,
            "5xx": 5,
          },
          "servers_active": 1,
          "servers_configured": 2,
          "sessions_current": 2,
          "sessions_max": 7,
          "sessions_total": 90,
          "status": "UP",
        },
      ],
      "total": 1,
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "1 of 1 backend
    pool_1 d1.example.test UP: 1 active server of 2, 6 queued, 1234 requests, 56789 bytes in, 987654 bytes out, 2 sessions (most 7, total 90), 1200 2xx, 4 3xx, 25 4xx, 5 5xx"
  `);
  expect(missingInText(called)).toEqual([]);
});

it("haproxy_backends refuses an argument that it does not have", async () => {
  const { text } = await callTool(backends, {}, { domain: "d1.example.test" });

  expect(text).toMatchInlineSnapshot(
    `"INVALID_INPUT: unknown argument domain. Arguments: only_used, limit, cursor. Nothing was changed. Correct the arguments."`,
  );
});
