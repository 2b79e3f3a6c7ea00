import { expect, it } from "vitest";
import { getConnections } from "../../src/tools/catalog/monitoring/get-connections.js";
import { connectionsRow } from "../support/rows.js";
import { callTool, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_get_connections counts sessions on each server and in all", async () => {
  const called = await callTool(
    getConnections,
    {
      loadBalancer: {
        listConnections: returns({ items: [connectionsRow()], total: 1, cursors: [], current: 3, queued: 1 }),
      },
    },
    {},
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "current": 3,
      "queued": 1,
      "servers": [
        {
          "average_response_ms": 7,
          "current": 3,
          "domains": [
            "d1.example.test",
          ],
          "http_port": 8080,
          "idle": 2,
          "ip": "10.0.0.1",
          "max": 8,
          "name": "pool_1_1",
          "queued": 1,
          "requests_total": 120,
          "responses_5xx": 4,
        },
      ],
      "total": 1,
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "1 of 1 server; 3 sessions, 1 queued in all
    d1.example.test pool_1_1 10.0.0.1:8080: 3 sessions (most 8), 1 queued, 2 idle; 120 requests, 4 with 5xx, 7 ms on average"
  `);
  expect(missingInText(called)).toEqual([]);
});

it("haproxy_get_connections refuses a cursor that is no text", async () => {
  const { text } = await callTool(getConnections, {}, { cursor: 5 });

  expect(text).toMatchInlineSnapshot(
    `"INVALID_INPUT: cursor: must be a text, not 5. Nothing was changed. Correct the arguments."`,
  );
});
