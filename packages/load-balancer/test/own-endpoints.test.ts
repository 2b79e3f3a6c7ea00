import { parseIpAddress } from "@haproxy-mcp/validation";
import { describe, expect, it } from "vitest";
import { refuseOwnEndpoints } from "../src/index.js";
import { planAddDomain } from "../src/plans/add-domain.js";
import { planAddServers } from "../src/plans/add-servers.js";
import { domain, groundOf, server, slot, stateOf } from "./states.js";

const RUNTIME = { what: "HAProxy's Runtime API", port: 9999 };
const refuse = refuseOwnEndpoints(
  [
    RUNTIME,
    { what: "an address that HAProxy listens on", address: "192.0.2.1", port: 8000, lastPort: 8010 },
    { what: "an address that HAProxy listens on", address: "::ffff:192.0.2.2", port: 80 },
  ],
  ["10.1.2.3", "2001:db8::5", "fe80::1%eth0"],
);
const at = (ip: string, port: number) => ({ ip: parseIpAddress(ip), port: port as never });

describe("HA7 an endpoint on every address of this machine", () => {
  it.each([
    "127.0.0.1",
    "127.1.2.3",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:7f01:203",
    "10.1.2.3",
    "::FFFF:10.1.2.3",
    "2001:DB8::5",
    "fe80::1",
  ])("is refused at %s", (ip) => {
    expect(refuse(at(ip, 9999))).toMatch(/:9999 is HAProxy's Runtime API, which can't be a server$/);
    expect(refuse(at(ip, 9998))).toBeUndefined();
  });

  it.each(["10.1.2.4", "128.0.0.1", "::2", "2001:db8::6"])("is not at %s", (ip) => {
    expect(refuse(at(ip, 9999))).toBeUndefined();
  });
});

it("HA7 an endpoint at one address is refused there only, with each of its ports", () => {
  expect([8000, 8005, 8010].map((port) => refuse(at("192.0.2.1", port)) === undefined)).toEqual([
    false,
    false,
    false,
  ]);
  expect([7999, 8011].map((port) => refuse(at("::ffff:192.0.2.1", port)))).toEqual([undefined, undefined]);
  expect(refuse(at("::ffff:192.0.2.1", 8000))).toContain("[::ffff:192.0.2.1]:8000 is");
  expect(refuse(at("192.0.2.2", 80))).toContain("192.0.2.2:80 is");
  expect(refuse(at("127.0.0.1", 8000))).toBeUndefined();
});

describe("HA7 a plan", () => {
  const pools = { count: 3, slots: 4 };
  const ground = groundOf(stateOf({ "a.test.com": { pool: 1 } }), { refuse });
  const refused = { ...server("127.0.0.1"), port: 9999 as never };
  const good = server("10.0.0.1");

  it("refuses such a server of a new domain, also of one that replaces an orphan", () => {
    for (const more of [{}, { replace: true }]) {
      const wanted = {
        domain: domain("b.test.com"),
        server: refused,
        aliasOf: undefined,
        replace: false,
        ...more,
      };
      expect(() => planAddDomain(ground, pools, wanted)).toThrow(
        expect.objectContaining({ code: "REFUSED_SERVER", field: "ip" }),
      );
    }
  });

  it("refuses such a server among others, and says which", () => {
    const wanted = [
      { slot: undefined, server: good },
      { slot: slot(2), server: refused },
    ];
    expect(() => planAddServers(ground, pools, domain("a.test.com"), wanted)).toThrow(
      expect.objectContaining({ code: "REFUSED_SERVER", field: "servers[1].ip" }),
    );
  });
});
