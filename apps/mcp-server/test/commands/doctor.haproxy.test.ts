import { chmod, readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { createDefaultCertificate, renderConfig } from "@haproxy-mcp/haproxy-host";
import { freePort, startHaproxyContainer } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { run } from "../support/run.js";

/** A machine with a real container, and files as init writes them. */
async function arrange() {
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const container = await startHaproxyContainer({
    files: {
      "servers.json": "{}",
      "servers.state": "1\n",
      "certs/00-default.pem": createDefaultCertificate(),
      "token.env": "MCP_TOKEN=a-token-that-is-long-enough\n",
    },
    config: (inside) =>
      renderConfig({
        pools: { count: 5, slots: 3 },
        httpBinds: [`127.0.0.1:${httpPort}`],
        https: {
          binds: [`127.0.0.1:${httpsPort}`],
          quicBinds: [],
          port: httpsPort,
          certsDir: `${inside.dir}/certs`,
          redirect: true,
        },
        statsSockets: [`${inside.runtimeSocket} mode 600 level admin`],
        mapFile: inside.mapFile,
        stateFile: inside.stateFile,
        privileges: { user: "haproxy", group: "haproxy", chroot: "/var/lib/haproxy" },
      }),
  });
  const inFolder = (name: string) => join(container.dir, name);
  for (const secret of ["certs/00-default.pem", "token.env"]) await chmod(inFolder(secret), 0o600);
  const settings = {
    PATH: [dirname(container.podman), process.env["PATH"]].join(delimiter),
    MCP_TOKEN_FILE: inFolder("token.env"),
    HAPROXY_SOCKET: container.runtimeSocket,
    HAPROXY_CONTAINER: container.name,
    HAPROXY_CONFIG_FILE: container.configFile,
    HAPROXY_CERTS_DIR: inFolder("certs"),
    HAPROXY_MAP_FILE: container.mapFile,
    HAPROXY_SERVERS_FILE: container.serversFile,
    HAPROXY_STATE_FILE: container.stateFile,
    HAPROXY_POOL_COUNT: "5",
    HAPROXY_MAX_SLOTS: "3",
  };
  return {
    container,
    async restore() {
      expect((await run(["restore"], settings)).code).toBe(0);
    },
    /** With a route to the server that HAProxy may not have. */
    makeToken: () => run(["token", "new", "client"], { ...settings, MCP_ALLOWED_HOSTS: "mcp.example.test" }),
    async doctor() {
      const { code, stdout } = await run(["doctor", "--all"], settings);
      // this machine need not have our units
      return {
        code,
        lines: stdout
          .split("\n")
          .filter((line) => !/installation|run haproxy-mcp init --write$|^ +- /.test(line)),
      };
    },
    [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
  };
}

it("reports every check as ok on a healthy machine", { timeout: 60_000 }, async () => {
  await using machine = await arrange();
  await machine.restore();

  const { code, lines } = await machine.doctor();

  expect(lines.filter((line) => !line.startsWith("ok") && line !== "")).toEqual([
    expect.stringMatching(/^0 errors, /),
  ]);
  expect(
    lines.filter((line) => line.startsWith("ok")).map((line) => /^ok +([^:]+):/.exec(line)?.[1]),
  ).toEqual([
    "configuration",
    "state",
    "certificates",
    "token",
    "HAProxy's verdict",
    "host",
    "Runtime API",
    "running state",
    "domains",
  ]);
  expect(code).toBe(0);
});

it("names what is wrong with a running HAProxy, and how to fix it", { timeout: 60_000 }, async () => {
  await using machine = await arrange();
  const { container, doctor } = machine;
  await machine.restore();
  // an haproxy.cfg of an older release
  const made = await machine.makeToken();
  expect(made.code).toBe(0);
  expect(made.stdout).toMatch(/^hmcp_\S+\n$/);
  expect(made.stderr).toContain(
    "The server follows. HAProxy has no map mcp-tokens.map: if it passes clients on to this server, ",
  );
  const finding = async (pattern: RegExp) => {
    const { code, lines } = await doctor();
    const at = lines.findIndex((line) => pattern.test(line));
    expect(lines[at], lines.join("\n")).toMatch(pattern);
    expect(lines[at + 1]).toMatch(/^ +→ /);
    return code;
  };

  await container.runtime("set server pool_2/pool_2_1 addr 127.0.0.9 port 99");
  expect(await finding(/^error +running state: pool_2_1 is 127\.0\.0\.9:99 .*should be empty/)).toBe(5);
  await machine.restore();

  await writeFile(container.mapFile, "a.example.test pool_1\n");
  await writeFile(
    container.serversFile,
    '{"a.example.test": {"1": {"ip": "127.0.0.1"}, "3": {"ip": "127.0.0.1"}}}',
  );
  expect(await finding(/^error +running state: a\.example\.test is not routed/)).toBe(5);

  const good = await readFile(container.configFile, "utf8");
  await writeFile(container.configFile, `${good}\nnonsense\n`);
  expect(
    await finding(new RegExp(`^error +HAProxy's verdict: haproxy\\.cfg:${good.split("\n").length + 1}: `)),
  ).toBe(5);
  await writeFile(container.configFile, good);

  await container.stop();
  expect(await finding(/^error +Runtime API: HAProxy at .* connect/)).toBe(5);
  expect(await finding(/^error +host: /)).toBe(5);
});
