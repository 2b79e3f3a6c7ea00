import { expect, it } from "vitest";
import { listDomains } from "../../src/tools/catalog/domains/list-domains.js";
import { PLACE, serverRow } from "../support/rows.js";
import { callTool, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_list_domains lists domains with their pools and servers", async () => {
  const called = await callTool(
    listDomains,
    {
      loadBalancer: {
        listDomains: returns({
          domains: [{ domain: PLACE.domain, pool: PLACE.pool, wildcard: false, servers: [serverRow()] }],
          total: 2,
          cursors: ["WyJkMSJd"],
          nextCursor: "WyJkMSJd",
          problems: [],
        }),
      },
    },
    { limit: 1 },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "domains": [
        {
          "domain": "d1.example.test",
          "pool": "pool_1",
          "servers": [
            {
              "http_port": 8080,
              "ip": "10.0.0.1",
              "name": "pool_1_1",
              "slot": 1,
              "state": "ready",
              "weight": 1,
            },
          ],
          "wildcard": false,
        },
      ],
      "next_cursor": "WyJkMSJd",
      "problems": [],
      "total": 2,
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "1 of 2 domains
    d1.example.test pool_1: slot 1 10.0.0.1:8080
    more: cursor WyJkMSJd"
  `);
  expect(missingInText(called)).toEqual(["domains[0].servers[0].name"]);
});

it("haproxy_list_domains refuses a limit out of range", async () => {
  const { text } = await callTool(listDomains, {}, { limit: 0 });

  expect(text).toMatchInlineSnapshot(
    `"OUT_OF_RANGE: limit: must be a whole number from 1 to 500, not 0. Nothing was changed. Correct the value."`,
  );
});
