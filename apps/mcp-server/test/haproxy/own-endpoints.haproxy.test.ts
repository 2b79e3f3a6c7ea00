import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { freePort, startHaproxy, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { parseIpAddress } from "@haproxy-mcp/validation";
import { expect, it } from "vitest";
import { masterAddresses } from "../../src/haproxy/listeners.js";
import { createOwnEndpoints } from "../../src/haproxy/own-endpoints.js";
import { loadConfig } from "../../src/index.js";

const CONFIG = `frontend http
  bind *:80
  bind 192.0.2.1:8080
frontend statistics
  bind 127.0.0.1:8404
  stats enable
`;

/** Handed in: tests beside this one give this machine further addresses, and take them away. */
const MACHINE = ["127.0.0.1", "::1", "198.51.100.200", "2001:db8::200", "fe80::200%eth0"];

/** A clock by which everything was asked long ago. */
function lateClock(): () => number {
  let now = 0;
  return () => (now += 1_000);
}

it("HA7 refuses what the settings, HAProxy and its configuration say", async () => {
  const port = await freePort();
  await using haproxy = await startHaproxy({
    config: ({ runtimeSocket }) => `global
  stats socket ${runtimeSocket} level admin
  stats socket ipv4@127.0.0.1:${port} level user
`,
  });
  const configFile = join(haproxy.dir, "other.cfg");
  await writeFile(configFile, CONFIG);
  const create = (more: Record<string, string> = {}) => {
    const config = loadConfig({
      HAPROXY_CONFIG_FILE: configFile,
      MCP_PORT: "8001",
      HAPROXY_HOST: "127.0.0.1",
      ...more,
    });
    return createOwnEndpoints(
      config,
      createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } }),
      lateClock(),
      () => MACHINE,
    );
  };
  const own = create();
  const refusal = (ip: string, port: number, by = own) =>
    by
      .refuseServer()({ ip: parseIpAddress(ip), port: port as never })
      ?.replace(/^\S+ is (.*), which .*$/, "$1");

  expect(refusal("127.0.0.1", 9999)).toBe("HAProxy's Runtime API");
  expect(refusal("127.0.0.1", 8001)).toBe("this MCP server");
  expect(refusal("127.0.0.1", 80)).toBeUndefined();

  await own.refresh();
  const rule = own.refuseServer();
  await own.refresh();
  expect(own.refuseServer()).toBe(rule);

  expect(refusal("::1", 80)).toBe("an address that HAProxy itself listens on (frontend http)");
  expect(refusal("192.0.2.1", 8080)).toBe("an address that HAProxy itself listens on (frontend http)");
  expect(refusal("127.0.0.1", 8080)).toBeUndefined();
  for (const address of MACHINE.map((its) => its.replace("%eth0", ""))) {
    expect(refusal(address, port)).toBe("HAProxy's Runtime API");
    expect(refusal(address, 8404)).toBe("HAProxy's statistics (frontend statistics)");
  }
  expect(refusal("198.51.100.1", port)).toBeUndefined();

  const chained = create({ HAPROXY_ALLOW_OWN_FRONTENDS: "on" });
  await chained.refresh();
  expect(refusal("::1", 80, chained)).toBeUndefined();
  expect(refusal("::1", 8404, chained)).toBe("HAProxy's statistics (frontend statistics)");

  const elsewhere = create({ HAPROXY_HOST: "198.51.100.1" });
  await elsewhere.refresh();
  expect(refusal("198.51.100.1", 9999, elsewhere)).toBe("HAProxy's Runtime API");
});

it("HA7 keeps what was found last while HAProxy and its configuration can't be asked", async () => {
  await using folder = await temporaryFolder();
  const configFile = join(folder.path, "haproxy.cfg");
  await writeFile(configFile, CONFIG);
  const config = loadConfig({
    HAPROXY_CONFIG_FILE: configFile,
    HAPROXY_SOCKET: join(folder.path, "none.sock"),
  });
  const own = createOwnEndpoints(
    config,
    createRuntimeApiClient({ address: { path: join(folder.path, "none.sock") } }),
    lateClock(),
    () => MACHINE,
  );
  await own.refresh();
  const rule = own.refuseServer();
  expect(rule({ ip: parseIpAddress("127.0.0.1"), port: 80 as never })).toBeDefined();

  await writeFile(configFile, "");
  await own.refresh();
  expect(own.refuseServer()).not.toBe(rule);

  await writeFile(configFile, CONFIG);
  await own.refresh();
  const again = own.refuseServer();
  await folder[Symbol.asyncDispose]();
  await own.refresh();
  expect(own.refuseServer()).toBe(again);
});

it("HA7 asks at most once a second, and each caller waits for the answer", async () => {
  await using folder = await temporaryFolder();
  const configFile = join(folder.path, "haproxy.cfg");
  await writeFile(configFile, CONFIG);
  let now = 0;
  const path = join(folder.path, "none.sock");
  const config = loadConfig({ HAPROXY_CONFIG_FILE: configFile, HAPROXY_SOCKET: path });
  const own = createOwnEndpoints(config, createRuntimeApiClient({ address: { path } }), () => now);
  const isRefused = () =>
    own.refuseServer()({ ip: parseIpAddress("127.0.0.1"), port: 80 as never }) !== undefined;
  void own.refresh();
  await own.refresh();
  expect(isRefused()).toBe(true);

  await writeFile(configFile, "");
  now = 999;
  await own.refresh();
  expect(isRefused()).toBe(true);
  now = 1_000;
  await own.refresh();
  expect(isRefused()).toBe(false);
});

it.each([
  [["/usr/sbin/haproxy", "-Ws", "-S", "127.0.0.1:9998,level,admin", "-f", "h.cfg"], [9998]],
  [["haproxy", "-W", "-S", "/run/haproxy-master.sock,mode,600"], []],
  [
    ["haproxy-3.4", "-W", "-S", "ipv6@[::1]:1", "-S", ":2"],
    [1, 2],
  ],
  [["/bin/curl", "-S", "127.0.0.1:80"], []],
  [["haproxy", "-f", "127.0.0.1:80", "-S"], []],
])("HA7 finds the port of the master CLI in %j", (words, ports) => {
  expect(masterAddresses(words).map(({ port }) => port)).toEqual(ports);
});
