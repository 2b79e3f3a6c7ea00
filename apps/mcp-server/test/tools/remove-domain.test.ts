import { expect, it } from "vitest";
import { removeDomain } from "../../src/tools/catalog/domains/remove-domain.js";
import { NOT_FOUND, PLACE, serverRow } from "../support/rows.js";
import { callTool, fails, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_remove_domain shows the servers that it removed", async () => {
  const called = await callTool(
    removeDomain,
    {
      loadBalancer: {
        removeDomain: returns({
          domain: PLACE.domain,
          pool: PLACE.pool,
          removedServers: [serverRow()],
          remainingDomains: [],
          sessions: 0,
        }),
      },
    },
    { domain: "d1.example.test" },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "domain": "d1.example.test",
      "pool": "pool_1",
      "remaining_domains": [],
      "removed_servers": [
        {
          "http_port": 8080,
          "ip": "10.0.0.1",
          "name": "pool_1_1",
          "slot": 1,
          "state": "ready",
          "weight": 1,
        },
      ],
      "sessions": 0,
    }
  `);
  expect(called.text).toMatchInlineSnapshot(
    `"Removed d1.example.test; pool_1 is free; removed servers: slot 1 10.0.0.1:8080"`,
  );
  expect(missingInText(called)).toEqual(["removed_servers[0].name"]);
});

it("haproxy_remove_domain refuses a name that is not found", async () => {
  const { text } = await callTool(
    removeDomain,
    {
      loadBalancer: {
        removeDomain: fails(NOT_FOUND),
      },
    },
    { domain: "d1.example.test" },
  );

  expect(text).toMatchInlineSnapshot(
    `"DOMAIN_NOT_FOUND: d1.example.test was not found; similar: d2.example.test. Nothing was changed. See haproxy_list_domains with include_wildcards."`,
  );
});

it("haproxy_remove_domain reports that a name was only in servers.json", async () => {
  const remove = async () =>
    ({ domain: "old.test", pool: undefined, removedServers: [], remainingDomains: [] }) as never;

  const { data, text } = await callTool(
    removeDomain,
    { loadBalancer: { removeDomain: remove } },
    { domain: "old.test" },
  );

  expect(text).toBe("Removed the records of old.test from servers.json; it was not routed");
  expect(data?.["pool"]).toBeUndefined();
});
