import { expect, it } from "vitest";
import { health } from "../../src/tools/catalog/health/health.js";
import { HEALTHY } from "../support/rows.js";
import { callTool, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_health shows every component", async () => {
  const called = await callTool(health, { health: returns(HEALTHY) }, {});

  expect(called.data).toMatchInlineSnapshot(`
    {
      "components": {
        "certificates": {
          "count": 3,
          "expiring": [],
          "status": "ok",
          "unserved": [],
        },
        "config_files": {
          "files": {
            "map_file": "ok",
            "servers_file": "ok",
            "state_file": "ok",
          },
          "problems": [],
          "status": "ok",
        },
        "configuration": {
          "findings": [],
          "status": "ok",
        },
        "container": {
          "state": "running",
          "status": "ok",
        },
        "desired_state": {
          "differences": 0,
          "first": [],
          "orphans": [],
          "status": "ok",
          "uncertain": [],
        },
        "domains": {
          "counts": {
            "checking": 0,
            "degraded": 0,
            "down": 0,
            "healthy": 2,
            "no_servers": 1,
          },
          "first": [],
          "status": "ok",
        },
        "haproxy": {
          "status": "ok",
          "uptime_sec": 86400,
          "version": "3.2.1",
        },
        "mcp": {
          "status": "ok",
        },
      },
      "status": "healthy",
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "healthy
    mcp: ok
    haproxy: ok
      version 3.2.1, up 86400 s
    config_files: ok
      map_file: ok
      servers_file: ok
      state_file: ok
    desired_state: ok
    domains: ok
      2 healthy
      1 no_servers
    configuration: ok
    certificates: ok
    container: ok
      running"
  `);
  expect(missingInText(called)).toEqual([]);
});

it("haproxy_health refuses an argument that it does not have", async () => {
  const { text } = await callTool(health, {}, { domain: "d1.example.test" });

  expect(text).toMatchInlineSnapshot(
    `"INVALID_INPUT: unknown argument domain. Arguments: details. Nothing was changed. Correct the arguments."`,
  );
});
