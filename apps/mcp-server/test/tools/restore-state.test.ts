import { LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { expect, it, vi } from "vitest";
import { restoreState } from "../../src/tools/catalog/configuration/restore-state.js";
import { LOSS, NO_DRIFT, ORPHANS, REMARK } from "../support/drifts.js";
import { DIFFERENCE } from "../support/rows.js";
import { callTool, fails, missingInText, returns } from "../support/tool-calls.js";

const RESTORED = {
  applied: [],
  remaining: [],
  refusals: [],
  uncertain: [],
  released: [],
  domains: [],
  orphans: [],
};

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

it("haproxy_restore_state reports uncertain lines, names no longer routed, and orphans", async () => {
  const restored = { ...RESTORED, uncertain: [REMARK], released: ["gone.test" as never], orphans: ORPHANS };
  const restore = vi.fn(async () => restored);

  const { data, text } = await callTool(restoreState, { loadBalancer: { restore } });

  expect(restore).toHaveBeenCalledWith({ allowShrink: false }, expect.anything());
  expect(data).toMatchInlineSnapshot(`
    {
      "dry_run": false,
      "orphans": [
        "old.test (since 2026-11-20)",
        "older.test",
      ],
      "refusals": [],
      "released": [
        "gone.test",
      ],
      "remaining": {
        "count": 0,
        "first": [],
      },
      "repaired": {
        "count": 0,
        "first": [],
      },
      "uncertain": [
        "domains.map:2: the value "pool_2 # moved" is no backend; two.test is routed to pool_2 now; at the next reload: HAProxy responds 503 for two.test → make line 2 read "two.test pool_2", or delete it to remove the name",
      ],
    }
  `);
  expect(text).toMatchInlineSnapshot(`
    "HAProxy matches the files
    no longer routed, because it was deleted by hand: gone.test
    left unchanged: domains.map:2: the value "pool_2 # moved" is no backend; two.test is routed to pool_2 now; at the next reload: HAProxy responds 503 for two.test → make line 2 read "two.test pool_2", or delete it to remove the name
    only in servers.json: old.test (since 2026-11-20)
    only in servers.json: older.test"
  `);
});

it("haproxy_restore_state accepts files that shrank with allow_shrink", async () => {
  const restore = vi.fn(async () => RESTORED);

  await callTool(restoreState, { loadBalancer: { restore } }, { allow_shrink: true });

  expect(restore).toHaveBeenCalledWith({ allowShrink: true }, expect.anything());
});

it("haproxy_restore_state reports that only HAProxy was repaired", async () => {
  const restore = async () => ({ ...RESTORED, notSaved: "cannot write servers.state: EROFS" });

  expect((await callTool(restoreState, { loadBalancer: { restore } })).text).toMatchInlineSnapshot(`
    "HAProxy matches the files
    only HAProxy was repaired: cannot write servers.state: EROFS"
  `);
});

it("haproxy_restore_state with dry_run shows a loss and what would no longer be routed", async () => {
  const findDrift = async () => ({ ...NO_DRIFT, released: ["gone.test" as never], loss: LOSS });

  const { data, text } = await callTool(restoreState, { loadBalancer: { findDrift } }, { dry_run: true });

  expect(data).toMatchObject({ dry_run: true, plan: { steps: ["stop routing gone.test"] } });
  expect(text).toMatchInlineSnapshot(`
    "0 differences; nothing was changed
    every change is refused: domains.map has 1 of 4 names that were committed last
    would no longer be routed, because it was deleted by hand: gone.test"
  `);
});
