import type { Uncertainty } from "@haproxy-mcp/load-balancer";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { expect, it } from "vitest";
import { uncertainFindings } from "../../src/checks/uncertain.js";

it("HA7 a record of servers.json with an endpoint of ours is an error, with its line and both ways out", () => {
  const refused: Uncertainty = {
    kind: "REFUSED",
    about: "servers",
    file: "/opt/haproxy/conf/servers.json",
    line: 3,
    name: "a.example.test" as DomainPattern,
    slot: 1,
    message:
      "a.example.test, slot 1: 127.0.0.1:80 is an address that HAProxy itself listens on, which can't be a server",
    running: "pool_1",
    atReload: "HAProxy keeps the server that servers.state has for it",
    remedy: "correct the record, or delete it to remove the server",
  };

  expect(uncertainFindings([refused])).toMatchObject([
    {
      severity: "error",
      file: refused.file,
      line: 3,
      message: expect.stringContaining("127.0.0.1:80 is an address that HAProxy itself listens on"),
      remedy:
        "correct the record, or delete it to remove the server; for an HAProxy in front of itself, set HAPROXY_ALLOW_OWN_FRONTENDS=on (its Runtime API, its statistics and this server are refused all the same)",
    },
  ]);
});
