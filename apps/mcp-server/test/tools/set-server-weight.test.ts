import { expect, it } from "vitest";
import { setServerWeight } from "../../src/tools/catalog/servers/set-server-weight.js";
import { PLACE, serverRow } from "../support/rows.js";
import { callTool, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_set_server_weight shows the weight before and after", async () => {
  const called = await callTool(
    setServerWeight,
    {
      loadBalancer: {
        setServerWeight: returns({ ...PLACE, server: { ...serverRow(), weight: 9 }, previous: serverRow() }),
      },
    },
    { domain: "d1.example.test", slot: 1, weight: 9 },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "domain": "d1.example.test",
      "pool": "pool_1",
      "previous_weight": 1,
      "server": {
        "http_port": 8080,
        "ip": "10.0.0.1",
        "name": "pool_1_1",
        "slot": 1,
        "state": "ready",
        "weight": 9,
      },
      "shared_with": [
        "d2.example.test",
      ],
    }
  `);
  expect(called.text).toMatchInlineSnapshot(
    `"d1.example.test (pool shared with d2.example.test) slot 1 10.0.0.1:8080: weight 9, was 1"`,
  );
  expect(missingInText(called)).toEqual(["pool", "server.name"]);
});

it("haproxy_set_server_weight refuses a weight out of range", async () => {
  const { text } = await callTool(setServerWeight, {}, { domain: "d1.example.test", slot: 1, weight: 257 });

  expect(text).toMatchInlineSnapshot(
    `"OUT_OF_RANGE: weight: must be a whole number from 0 to 256, not 257. Nothing was changed. Correct the value."`,
  );
});
