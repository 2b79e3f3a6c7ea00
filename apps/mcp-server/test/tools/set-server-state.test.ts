import { expect, it } from "vitest";
import { setServerState } from "../../src/tools/catalog/servers/set-server-state.js";
import { PLACE, serverRow } from "../support/rows.js";
import { callTool, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_set_server_state shows the state before and after", async () => {
  const called = await callTool(
    setServerState,
    {
      loadBalancer: {
        setServerState: returns({
          ...PLACE,
          server: { ...serverRow(), state: "drain" },
          previous: serverRow(),
          sessions: 3,
          healthyCount: 1,
        }),
      },
    },
    { domain: "d1.example.test", slot: 1, state: "drain" },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "domain": "d1.example.test",
      "pool": "pool_1",
      "previous_state": "ready",
      "server": {
        "http_port": 8080,
        "ip": "10.0.0.1",
        "name": "pool_1_1",
        "slot": 1,
        "state": "drain",
        "weight": 1,
      },
      "sessions": 3,
      "shared_with": [
        "d2.example.test",
      ],
    }
  `);
  expect(called.text).toMatchInlineSnapshot(
    `"d1.example.test (pool shared with d2.example.test) slot 1 10.0.0.1:8080 is set to drain (before: ready); 3 sessions left, see haproxy_wait_drain"`,
  );
  expect(missingInText(called)).toEqual(["pool", "server.name"]);
});

it("haproxy_set_server_state refuses a slot that is no whole number", async () => {
  const { text } = await callTool(
    setServerState,
    {},
    { domain: "d1.example.test", slot: "all", state: "drain" },
  );

  expect(text).toMatchInlineSnapshot(
    `"INVALID_INPUT: slot: must be a whole number from 1 to 1000, not "all". Nothing was changed. Correct the arguments."`,
  );
});
