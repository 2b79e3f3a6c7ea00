import { expect, it } from "vitest";
import { waitDrain } from "../../src/tools/catalog/servers/wait-drain.js";
import { PLACE, serverRow } from "../support/rows.js";
import { callTool, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_wait_drain shows the sessions that are left at the timeout", async () => {
  const called = await callTool(
    waitDrain,
    {
      loadBalancer: {
        waitDrain: returns({
          ...PLACE,
          drained: false,
          sessions: 4,
          servers: [{ ...serverRow(), state: "drain", sessions: 4 }],
          waitedMs: 1_500,
        }),
      },
    },
    { domain: "d1.example.test", timeout: 2 },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "domain": "d1.example.test",
      "drained": false,
      "pool": "pool_1",
      "servers": [
        {
          "http_port": 8080,
          "ip": "10.0.0.1",
          "name": "pool_1_1",
          "sessions": 4,
          "slot": 1,
          "state": "drain",
          "weight": 1,
        },
      ],
      "sessions": 4,
      "shared_with": [
        "d2.example.test",
      ],
      "waited_sec": 1.5,
    }
  `);
  expect(called.text).toMatchInlineSnapshot(
    `"d1.example.test (pool shared with d2.example.test) has 4 sessions left after 1.5 s: slot 1 10.0.0.1:8080 draining: 4. Call again to keep waiting."`,
  );
  expect(missingInText(called)).toEqual(["pool", "servers[0].name"]);
});

it("haproxy_wait_drain refuses a timeout that clients cut off", async () => {
  const { text } = await callTool(waitDrain, {}, { domain: "d1.example.test", timeout: 60 });

  expect(text).toMatchInlineSnapshot(
    `"OUT_OF_RANGE: timeout: must be a whole number from 0 to 45, not 60. Nothing was changed. Correct the value."`,
  );
});
