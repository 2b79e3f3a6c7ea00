import { HostError } from "@haproxy-mcp/haproxy-host";
import { expect, it } from "vitest";
import { reload } from "../../src/tools/catalog/configuration/reload.js";
import { DIFFERENCE } from "../support/rows.js";
import { callTool, fails, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_reload shows the new worker and what was repaired", async () => {
  const called = await callTool(
    reload,
    {
      host: { reload: returns({ pid: 12, previousPid: 11, warnings: [] }) },
      loadBalancer: { restore: returns({ released: [], applied: [DIFFERENCE], remaining: [] }) },
    },
    {},
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "pid": 12,
      "previous_pid": 11,
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
      "warnings": [],
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "HAProxy was reloaded: worker 12 responds, worker 11 finishes its open connections
    1 difference repaired, 0 left
    repaired: d1.example.test is not routed, should be routed to pool_1 only"
  `);
  expect(missingInText(called)).toEqual([]);
});

it("haproxy_reload reports that HAProxy refuses its configuration", async () => {
  const { text } = await callTool(
    reload,
    {
      host: { reload: fails(new HostError("CONFIG_REFUSED", "/etc/haproxy/haproxy.cfg:7: unknown keyword")) },
    },
    {},
  );

  expect(text).toMatchInlineSnapshot(
    `"CONFIG_REFUSED: /etc/haproxy/haproxy.cfg:7: unknown keyword. HAProxy keeps its old configuration. Correct haproxy.cfg; haproxy_check_config lists every finding."`,
  );
});

it.each([
  [true, "start a new worker; the old one finishes its open connections\nrepair 1 difference between"],
  [false, "fail, because HAProxy refuses haproxy.cfg; the old worker keeps serving\nalert: unknown keyword"],
])("haproxy_reload with dry_run reloads nothing, where the configuration is valid: %s", async (ok, text) => {
  const problems = ok ? [] : [{ severity: "alert", message: "unknown keyword" }];
  const called = await callTool(
    reload,
    {
      host: { check: returns({ ok, problems }) },
      loadBalancer: { findDrift: returns({ differences: [DIFFERENCE] }) },
    },
    { dry_run: true },
  );

  expect(called.data).toMatchObject({ remaining: { count: 1 }, plan: { files: [], config_valid: ok } });
  expect(called.text).toContain(`Dry run: nothing was changed. The call would\n${text}`);
});
