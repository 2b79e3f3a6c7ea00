import fc from "fast-check";
import { type Change, POOLS } from "./model.js";

export const domain = fc.constantFrom(
  "a.test.com",
  "b.test.com",
  "x.c.test.com",
  "*.w.test.com",
  "*.test.com",
);
const ip = fc.constantFrom("127.0.0.1", "::1", "10.1.2.3");
const port = fc.integer({ min: 1, max: 65_535 });
const slot = fc.integer({ min: 1, max: POOLS.slots + 1 });
export const weight = fc.integer({ min: 0, max: 256 });
const state = fc.constantFrom("ready" as const, "drain" as const, "maint" as const);
const server = fc.record({ ip, port });
const few = { requiredKeys: ["domain"] as ["domain"] };
const withPort = { requiredKeys: ["domain", "ip", "port"] as ["domain", "ip", "port"] };
export const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.constant("addDomain" as const), fc.record({ domain, server, aliasOf: domain }, few)),
  fc.tuple(fc.constant("addDomain" as const), fc.record({ domain, server })),
  fc.tuple(fc.constant("removeDomain" as const), fc.record({ domain })),
  fc.tuple(fc.constant("addServer" as const), fc.record({ domain, ip, port, slot }, withPort)),
  fc.tuple(fc.constant("removeServer" as const), fc.record({ domain, slot })),
  fc.tuple(fc.constant("setServerState" as const), fc.record({ domain, slot, state })),
  fc.tuple(fc.constant("setServerWeight" as const), fc.record({ domain, slot, weight })),
  fc.tuple(fc.constant("setDomainState" as const), fc.record({ domain, state })),
);
