import { expect, it } from "vitest";
import { addServer } from "../../src/tools/catalog/servers/add-server.js";
import { PLACE, serverRow } from "../support/rows.js";
import { callTool, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_add_server shows the server and its slot", async () => {
  const called = await callTool(
    addServer,
    { loadBalancer: { addServer: returns({ ...PLACE, server: serverRow() }) } },
    { domain: "d1.example.test", ip: "10.0.0.1", http_port: 8080 },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "domain": "d1.example.test",
      "pool": "pool_1",
      "server": {
        "http_port": 8080,
        "ip": "10.0.0.1",
        "name": "pool_1_1",
        "slot": 1,
        "state": "ready",
        "weight": 1,
      },
      "shared_with": [
        "d2.example.test",
      ],
    }
  `);
  expect(called.text).toMatchInlineSnapshot(
    `"Added to d1.example.test (pool shared with d2.example.test) on pool_1: slot 1 10.0.0.1:8080"`,
  );
  expect(missingInText(called)).toEqual(["server.name"]);
});

it("haproxy_add_server refuses an address with a port, and names the argument for it", async () => {
  const { text } = await callTool(addServer, {}, { domain: "d1.example.test", ip: "10.0.0.1:8080" });

  expect(text).toMatchInlineSnapshot(
    `"INVALID_ADDRESS: ip: must be an address alone: 10.0.0.1; the port goes into http_port: 8080. Nothing was changed. Correct the address."`,
  );
});
