import { LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { expect, it } from "vitest";
import { restoreState } from "../../src/tools/catalog/configuration/restore-state.js";
import { DIFFERENCE } from "../support/rows.js";
import { callTool, fails, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_restore_state shows what it repaired", async () => {
  const called = await callTool(
    restoreState,
    {
      loadBalancer: {
        restore: returns({
          applied: [DIFFERENCE],
          remaining: [],
          refusals: [],
          uncertain: [],
          released: [],
          orphans: [],
        }),
      },
    },
    {},
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "dry_run": false,
      "orphans": [],
      "refusals": [],
      "released": [],
      "remaining": {
        "count": 0,
        "first": [],
      },
      "repaired": {
        "count": 1,
        "first": [
          "d1.example.test is not routed, should be routed to pool_1 only",
        ],
      },
      "uncertain": [],
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "1 difference repaired, 0 left
    repaired: d1.example.test is not routed, should be routed to pool_1 only"
  `);
  expect(missingInText(called)).toEqual([]);
});

it("haproxy_restore_state refuses files that lost most of their entries", async () => {
  const { text } = await callTool(
    restoreState,
    {
      loadBalancer: {
        restore: fails(
          new LoadBalancerError("STATE_TOO_SMALL", "domains.map has 1 of 4 names that were committed last"),
        ),
      },
    },
    {},
  );

  expect(text).toMatchInlineSnapshot(
    `"STATE_TOO_SMALL: domains.map has 1 of 4 names that were committed last. An operator must check domains.map and servers.json first: restore the files from a backup and call haproxy_restore_state; or, if the files are right, call it with allow_shrink (haproxy-mcp restore --allow-shrink); or, if HAProxy is right, call haproxy_save_state with adopt_running."`,
  );
});
