import { haproxyBinary } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { askCapabilities, createRuntimeApiClient } from "../src/index.js";
import { startOnePool } from "./haproxy.js";

/** What each release supports, by its documentation. The code under test has no such table: it queries HAProxy. */
const EXPECTED: Readonly<Record<string, readonly boolean[]>> = {
  "2.6": [false, false, false, false, false],
  "2.8": [false, false, false, false, true],
  "3.0": [true, false, false, false, true],
  "3.2": [true, false, false, true, true],
  "3.4": [true, true, true, true, true],
};

it("finds what the running HAProxy supports", async () => {
  await using haproxy = await startOnePool();
  const client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });

  const can = await askCapabilities(client);

  const release = /^\d+\.\d+/.exec(can.version)?.[0] ?? "";
  expect(EXPECTED, `${haproxyBinary()} has a release that is missing in EXPECTED`).toHaveProperty([release]);
  expect([
    can.waitServerRemovable,
    can.waitBackendRemovable,
    can.dynamicBackends,
    can.showSslSni,
    can.addSslCaFile,
  ]).toEqual(EXPECTED[release]);
  expect(can.certificates).toBe(true);
  expect(can.has("show map")).toBe(true);
  expect(can.has("show ma")).toBe(false);
  expect(can.commands).toContain("prepare acl <acl>");
});

it("fails if HAProxy does not respond", async () => {
  await using haproxy = await startOnePool();
  const client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  await haproxy.stop();

  await expect(askCapabilities(client)).rejects.toMatchObject({ code: "CONNECT_FAILED" });
});
