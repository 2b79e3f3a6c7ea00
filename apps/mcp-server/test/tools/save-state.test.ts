import { expect, it } from "vitest";
import { saveState } from "../../src/tools/catalog/configuration/save-state.js";
import { REMARK } from "../support/drifts.js";
import { DIFFERENCE } from "../support/rows.js";
import { callTool, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_save_state shows what it adopted and what differs", async () => {
  const called = await callTool(
    saveState,
    { loadBalancer: { saveState: returns({ adopted: [DIFFERENCE], differences: [], uncertain: [] }) } },
    { adopt_running: true },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "adopted": {
        "count": 1,
        "first": [
          "d1.example.test is not routed, should be routed to pool_1 only",
        ],
      },
      "differences": {
        "count": 0,
        "first": [],
      },
      "uncertain": [],
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "The state was saved
    1 difference adopted:
    d1.example.test is not routed, should be routed to pool_1 only
    0 differences between HAProxy and the files"
  `);
  expect(missingInText(called)).toEqual([]);
});

it("haproxy_save_state refuses a flag that is neither true nor false", async () => {
  const { text } = await callTool(saveState, {}, { adopt_running: "maybe" });

  expect(text).toMatchInlineSnapshot(
    `"INVALID_INPUT: adopt_running: must be true or false, not "maybe". Nothing was changed. Correct the arguments."`,
  );
});

it("haproxy_save_state shows uncertain lines", async () => {
  const save = async () => ({ adopted: [], differences: [], uncertain: [REMARK] });

  expect((await callTool(saveState, { loadBalancer: { saveState: save } })).text).toMatchInlineSnapshot(`
    "The state was saved
    0 differences between HAProxy and the files
    domains.map:2: the value "pool_2 # moved" is no backend; two.test is routed to pool_2 now; at the next reload: HAProxy responds 503 for two.test → make line 2 read "two.test pool_2", or delete it to remove the name"
  `);
});
