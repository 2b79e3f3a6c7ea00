import { expect, it } from "vitest";
import { setDomainState } from "../../src/tools/catalog/domains/set-domain-state.js";
import { PLACE, serverRow } from "../support/rows.js";
import { callTool, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_set_domain_state shows every server, and warns that none is left", async () => {
  const called = await callTool(
    setDomainState,
    {
      loadBalancer: {
        setDomainState: returns({
          ...PLACE,
          servers: [{ ...serverRow(), state: "maint" }],
          sessions: 2,
          healthyCount: 0,
          checkingCount: 0,
        }),
      },
    },
    { domain: "d1.example.test", state: "maint" },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "domain": "d1.example.test",
      "pool": "pool_1",
      "servers": [
        {
          "http_port": 8080,
          "ip": "10.0.0.1",
          "name": "pool_1_1",
          "slot": 1,
          "state": "maint",
          "weight": 1,
        },
      ],
      "sessions": 2,
      "shared_with": [
        "d2.example.test",
      ],
      "warning": "no server of d1.example.test takes requests: they get 503 until one is up; see haproxy_domain_health",
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "d1.example.test (pool shared with d2.example.test) is set to maint: slot 1 10.0.0.1:8080 in maintenance; warning: 2 open sessions may be cut
    warning: no server of d1.example.test takes requests: they get 503 until one is up; see haproxy_domain_health"
  `);
  expect(missingInText(called)).toEqual(["pool", "servers[0].name"]);
});

it("haproxy_set_domain_state refuses a state that does not exist", async () => {
  const { text } = await callTool(setDomainState, {}, { domain: "d1.example.test", state: "off" });

  expect(text).toMatchInlineSnapshot(
    `"INVALID_INPUT: state: must be ready, drain or maint. Nothing was changed. Correct the arguments."`,
  );
});
