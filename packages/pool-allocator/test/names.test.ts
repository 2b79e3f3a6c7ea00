import fc from "fast-check";
import { expect, it } from "vitest";
import { poolName, poolNumber, serverName, slotOfServer } from "../src/index.js";

it("names pools and servers as HAProxy's server-template does, and reads the names back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 1_000 }), (number, slot) => {
      const pool = poolName(number);
      expect(poolNumber(pool)).toBe(number);
      expect(slotOfServer(pool, serverName(pool, slot))).toBe(slot);
    }),
  );
  expect(serverName(poolName(3), 7)).toBe("pool_3_7");
});

it.each([
  "pool_0",
  "pool_01",
  "pool_",
  "pool_1_2",
  "Pool_1",
  "pool_-1",
  "be_own",
  "pool_1 ",
  "pool_12345678",
])("%j is not a pool", (name) => {
  expect(poolNumber(name)).toBeUndefined();
});

it.each(["pool_1", "pool_1_", "pool_1_0", "pool_1_01", "pool_11_1", "pool_1_1x", "s1"])(
  "%j is not a server of pool_1",
  (name) => {
    expect(slotOfServer(poolName(1), name)).toBeUndefined();
  },
);
