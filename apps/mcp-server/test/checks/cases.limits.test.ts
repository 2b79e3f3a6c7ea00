import type { HaproxyHost, HostState } from "@haproxy-mcp/haproxy-host";
import { expect, it } from "vitest";
import { descriptorLimits } from "../../src/checks/descriptor-limits.js";
import { loadConfig } from "../../src/settings/config.js";

const limitsOf = (kind: string, state: HostState) => {
  const host = { state: async () => state } as Partial<HaproxyHost> as HaproxyHost;
  return descriptorLimits(loadConfig({ HAPROXY_HOST_KIND: kind }), host, new AbortController().signal);
};

it("HA20 doctor judges the limit of the running HAProxy, or that of its parent; of a stopped container it knows none", async () => {
  const known = { files: expect.any(Number), threads: expect.any(Number), isRunning: false };

  expect(await limitsOf("podman", { state: "running", pid: process.pid })).toEqual({
    ...known,
    isRunning: true,
  });
  expect(await limitsOf("child", { state: "stopped" })).toEqual(known);
  expect(await limitsOf("podman", { state: "stopped" })).toBeUndefined();
  expect(await limitsOf("podman", { state: "running", pid: 2 ** 30 })).toBeUndefined();
});
