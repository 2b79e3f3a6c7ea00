import { expect, it } from "vitest";
import { stats } from "../../src/tools/catalog/monitoring/stats.js";
import { PROCESS, poolRow, TRAFFIC } from "../support/rows.js";
import { callTool, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_stats counts traffic for the process, frontends and pools", async () => {
  const called = await callTool(
    stats,
    {
      loadBalancer: {
        statistics: returns({
          process: PROCESS,
          frontends: [{ name: "http", ...TRAFFIC }],
          pools: { items: [poolRow()], total: 1, cursors: [] },
        }),
      },
    },
    {},
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "frontends": [
        {
          "bytes_in": 56789,
          "bytes_out": 987654,
          "name": "http",
          "requests_total": 1234,
          "responses": {
            "2xx": 1200,
            "3xx": 4,
            "4xx": 25,
            "5xx": 5,
          },
          "sessions_current": 2,
          "sessions_max": 7,
          "sessions_total": 90,
        },
      ],
      "pools": [
        {
          "average_response_ms": 13,
          "bytes_in": 56789,
          "bytes_out": 987654,
          "connection_errors": 11,
          "domains": [
            "d1.example.test",
          ],
          "pool": "pool_1",
          "queued": 6,
          "requests_total": 1234,
          "response_errors": 12,
          "responses": {
            "2xx": 1200,
            "3xx": 4,
            "4xx": 25,
            "5xx": 5,
          },
          "sessions_current": 2,
          "sessions_max": 7,
          "sessions_total": 90,
        },
      ],
      "process": {
        "connections_current": 10,
        "connections_max": 100000,
        "connections_total": 1000000,
        "idle_percent": 99,
        "requests_total": 5000000,
        "uptime_sec": 86400,
        "version": "3.2.1",
      },
      "total": 1,
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "HAProxy 3.2.1, up 86400 s: 5000000 requests, 10 of 100000 connections (total 1000000), 99 % idle
    frontend http: 1234 requests, 56789 bytes in, 987654 bytes out, 2 sessions (most 7, total 90), 1200 2xx, 4 3xx, 25 4xx, 5 5xx
    1 of 1 pool
    pool_1 d1.example.test: 1234 requests, 56789 bytes in, 987654 bytes out, 2 sessions (most 7, total 90), 1200 2xx, 4 3xx, 25 4xx, 5 5xx, 6 queued, 11 connection errors, 12 response errors, 13 ms on average"
  `);
  expect(missingInText(called)).toEqual([]);
});

it("haproxy_stats refuses a sample that is too long", async () => {
  const { text } = await callTool(stats, {}, { sample_sec: 31 });

  expect(text).toMatchInlineSnapshot(
    `"OUT_OF_RANGE: sample_sec: must be a number from 0 to 30, not 31. Nothing was changed. Correct the value."`,
  );
});
