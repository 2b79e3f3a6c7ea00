import { ValidationError } from "@haproxy-mcp/validation";
import { expect, it } from "vitest";
import { setServersState } from "../../src/tools/catalog/rollout/set-servers-state.js";
import { healthRow } from "../support/rows.js";
import { callTool, fails, missingInText, returns } from "../support/tool-calls.js";

const servers = [healthRow(1), healthRow(2)];
const withoutHealthy = ["d1.example.test"];

it("CL12 haproxy_set_servers_state names every domain affected, and those with no healthy server left", async () => {
  const called = await callTool(
    setServersState,
    { loadBalancer: { setServersState: returns({ state: "drain", servers, sessions: 3, withoutHealthy }) } },
    { state: "drain", address: "10.0.0.1" },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "domains": [
        "d1.example.test",
        "d2.example.test",
      ],
      "servers": [
        "d1.example.test slot 1 10.0.0.1:8080",
        "d2.example.test slot 1 10.0.0.2:8080",
      ],
      "sessions": 3,
      "state": "drain",
      "total": 2,
      "without_healthy": [
        "d1.example.test",
      ],
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "Set 2 servers to drain:
    d1.example.test slot 1 10.0.0.1:8080
    d2.example.test slot 1 10.0.0.2:8080
    domains affected: d1.example.test, d2.example.test
    3 sessions left; call again to keep waiting
    warning: no server that is checked healthy is left for d1.example.test: requests may get 503"
  `);
  expect(missingInText(called)).toEqual([]);
});

it("haproxy_set_servers_state refuses to select every server", async () => {
  const error = new ValidationError(
    "INVALID_INPUT",
    "address",
    "name an address, a domain, a pool or a status",
  );
  const called = await callTool(
    setServersState,
    { loadBalancer: { setServersState: fails(error) } },
    { state: "drain" },
  );

  expect(called.text).toMatchInlineSnapshot(
    `"INVALID_INPUT: address: name an address, a domain, a pool or a status. Nothing was changed. Correct the arguments."`,
  );
});
