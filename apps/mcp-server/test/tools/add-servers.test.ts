import { expect, it } from "vitest";
import { addServers } from "../../src/tools/catalog/servers/add-servers.js";
import { PLACE, serverRow } from "../support/rows.js";
import { callTool, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_add_servers shows the servers and their slots", async () => {
  const called = await callTool(
    addServers,
    {
      loadBalancer: {
        addServers: returns({
          ...PLACE,
          ...{ unchanged: [], replaced: [] },
          servers: [serverRow(), { ...serverRow(), slot: 2, name: "pool_1_2", weight: 5 }],
        }),
      },
    },
    {
      domain: "d1.example.test",
      servers: [
        { ip: "10.0.0.1", http_port: 8080 },
        { ip: "10.0.0.1", http_port: 8080, weight: 5 },
      ],
    },
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
          "state": "ready",
          "weight": 1,
        },
        {
          "http_port": 8080,
          "ip": "10.0.0.1",
          "name": "pool_1_2",
          "slot": 2,
          "state": "ready",
          "weight": 5,
        },
      ],
      "shared_with": [
        "d2.example.test",
      ],
    }
  `);
  expect(called.text).toMatchInlineSnapshot(
    `"Added to d1.example.test (pool shared with d2.example.test) on pool_1: slot 1 10.0.0.1:8080, slot 2 10.0.0.1:8080 weight 5"`,
  );
  expect(missingInText(called)).toEqual(["servers[0].name", "servers[1].name"]);
});

it("haproxy_add_servers refuses an unknown field of a server, and names the one that was meant", async () => {
  const { text } = await callTool(
    addServers,
    {},
    { domain: "d1.example.test", servers: [{ ip: "10.0.0.1", port: 8080 }] },
  );

  expect(text).toMatchInlineSnapshot(
    `"INVALID_INPUT: servers[0]: unknown argument port; did you mean http_port? Arguments: slot, ip, http_port, weight. Nothing was changed. Correct the arguments."`,
  );
});

it.each<[string, unknown, string, string]>([
  ["no JSON", "[{", "INVALID_INPUT", "servers"],
  ["JSON that is no array", '{"ip":"::1"}', "INVALID_INPUT", "servers"],
  ["text over 10 KB", JSON.stringify([{ ip: "::1", note: "x".repeat(10_240) }]), "INVALID_INPUT", "servers"],
  ["an empty array", [], "OUT_OF_RANGE", "servers"],
  ["eleven", Array.from({ length: 11 }, () => ({ ip: "::1" })), "OUT_OF_RANGE", "servers"],
  ["a bad address", [{ ip: "::1" }, { ip: "x" }], "INVALID_ADDRESS", "servers[1].ip"],
  ["a bad port in JSON text", '[{"ip":"::1","http_port":0}]', "OUT_OF_RANGE", "servers[0].http_port"],
])("haproxy_add_servers refuses %s, with the field at fault", async (_what, servers, code, field) => {
  const { error } = await callTool(addServers, {}, { domain: "d1.example.test", servers });

  expect(error).toEqual({ code, field });
});
