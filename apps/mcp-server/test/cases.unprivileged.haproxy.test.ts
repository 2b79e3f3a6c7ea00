// HA1, HA7, HA24: the service as its own user, with the owners and modes that the rendered units give, and HAProxy as root.
import { once } from "node:events";
import { get } from "node:https";
import { text } from "node:stream/consumers";
import { startBackend, startCloudflareStandIn, startPebble } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { assertHistoryGuardsChanges } from "./attacks/history-disk.js";
import { type InstalledMachine, startInstalledMachine } from "./support/installed-machine.js";

async function call({ client }: InstalledMachine, name: string, args: Record<string, unknown> = {}) {
  const result = await client.callTool({ name: `haproxy_${name}`, arguments: args });
  expect(result.isError, result.content[0]?.text).not.toBe(true);
  return result.structuredContent ?? {};
}

async function visit({ tlsPort }: InstalledMachine, host: string) {
  const outgoing = get({
    host: "127.0.0.1",
    port: tlsPort,
    servername: host,
    headers: { host },
    rejectUnauthorized: false,
    agent: false,
  });
  const [incoming] = await once(outgoing, "response");
  const issuer: string = incoming.socket.getPeerCertificate().issuer.CN;
  await text(incoming);
  return { status: incoming.statusCode, issuer };
}

const CONFIG = "/opt/haproxy/conf/haproxy.cfg";
const PROGRAM = "/opt/node/node /opt/program/apps/mcp-server/dist/main.cjs";
const REFUSED = /permission denied|access denied|not permitted|EACCES/i;
/** HAProxy would run it as root when it parses its configuration. */
const LUA = `io.open("/run/became-root", "w"):close()`;

/** Prints the first response of HAProxy's master CLI, whose master is root; fails if it was refused. */
const onMaster = (line: string) =>
  `/opt/node/node -e 'require("net").connect("/run/haproxy-mcp/master.sock").on("data", (data) => {
    console.log(String(data)); process.exit(/denied/.test(data) ? 1 : 0) }).write("${line}\\n")'`;

/** Ways to change what HAProxy reads as root, or what root runs. Each must fail; none may need more than the service's own rights. */
const ATTACKS = [
  `echo 'global' >>${CONFIG}`,
  `cp /opt/haproxy/data/evil.cfg ${CONFIG}`,
  `cp --remove-destination /opt/haproxy/data/evil.cfg ${CONFIG}`,
  `mv -f /opt/haproxy/conf/evil.cfg ${CONFIG}`,
  `rm -f ${CONFIG}`,
  `mv ${CONFIG} ${CONFIG}.old`,
  `ln ${CONFIG} /opt/haproxy/data/link && echo global >>/opt/haproxy/data/link`,
  `ln -sf /opt/haproxy/data/evil.cfg ${CONFIG}`,
  `chmod 666 ${CONFIG}`,
  `chown haproxy-mcp ${CONFIG}`,
  `truncate -s 0 ${CONFIG}`,
  "mv /opt/haproxy/conf /opt/haproxy/old",
  "mv /opt/haproxy /opt/old",
  "chmod 777 /opt/haproxy/conf",
  "rm -f /opt/haproxy/conf/acme.map",
  "ln -s /etc /run/haproxy-mcp/etc",
  "rm -f /run/haproxy-mcp/haproxy.sock",
  "echo A=1 >>/etc/haproxy-mcp/settings.env",
  "mv -f /opt/haproxy/data/evil.lua /etc/haproxy-mcp/settings.env",
  "touch /etc/tmpfiles.d/evil.conf /etc/systemd/system/evil.service /etc/polkit-1/rules.d/evil.rules",
  onMaster("mcli-debug-mode on"),
  onMaster("expert-mode on"),
  onMaster("mcli-debug-mode on;expert-mode on;debug dev exit 1"),
  "systemctl stop haproxy.service",
  "systemctl set-property haproxy.service MemoryMax=1",
  "systemctl reload ssh.service",
  "systemctl start evil.service",
] as const;

it("HA1 works as an unprivileged user, and can't change what HAProxy reads as root", {
  timeout: 60_000,
}, async () => {
  await using backend = await startBackend({ name: "one" });
  await using pebble = await startPebble();
  await using cloudflare = await startCloudflareStandIn({
    ca: pebble.serverCa,
    zones: ["example.test"],
    dns: pebble.dns,
  });
  const caFile = "/opt/test-ca.pem";
  await using machine = await startInstalledMachine(
    { kind: "systemd" },
    {
      ACME_DIRECTORY_URL: pebble.directoryUrl,
      ACME_CA_FILE: caFile,
      ACME_DNS_WAIT: "0",
      CF_Token: cloudflare.token,
      CLOUDFLARE_API_URL: cloudflare.apiUrl,
      NODE_EXTRA_CA_CERTS: caFile,
    },
    { [caFile]: pebble.serverCa.ca },
  );
  const newestWorker = () => machine.asRoot("grep -l '^haproxy$' /proc/[0-9]*/comm | sort -V | tail -n 1");

  await call(machine, "add_domain", { domain: "a.example.test", ip: "127.0.0.1", http_port: backend.port });
  await call(machine, "issue_cert", { domain: "a.example.test" });
  expect(await visit(machine, "a.example.test")).toMatchObject({
    status: 200,
    issuer: expect.stringMatching(/^Pebble Intermediate/),
  });
  const first = await newestWorker();
  await machine.asService("systemctl reload haproxy.service");
  await expect.poll(newestWorker, { timeout: 10_000 }).not.toBe(first);
  const second = await newestWorker();
  await call(machine, "reload");
  expect(await newestWorker()).not.toBe(second);
  expect(await visit(machine, "a.example.test")).toMatchObject({ status: 200 });

  const rootsFiles = () => machine.asRoot("find /opt/haproxy -type f -user root");
  await machine.asRoot(`rm /opt/haproxy/data/servers.state; ${PROGRAM} restore`);
  await machine.asService(`${PROGRAM} restore --dry-run`);
  await call(machine, "set_domain_state", { domain: "a.example.test", state: "drain" });
  expect((await rootsFiles()).trim().split("\n").sort()).toEqual(["/opt/haproxy/conf/acme.map", CONFIG]);

  const config = () => machine.asRoot(`stat -c '%U %a' ${CONFIG}; cat ${CONFIG}`);
  const text = await config();
  await machine.asService(`cp ${CONFIG} /opt/haproxy/data/evil.cfg
    printf 'global\\n  lua-load /opt/haproxy/data/evil.lua\\n' >>/opt/haproxy/data/evil.cfg
    cp /opt/haproxy/data/evil.cfg /opt/haproxy/conf/evil.cfg
    echo '${LUA}' >/opt/haproxy/data/evil.lua`);
  const attempts = ATTACKS.map((attack) => `{ ${attack}; } 2>&1 && echo WORKED; echo =====`);
  const outcomes = (await machine.asService(`set +e\n${attempts.join("\n")}`)).split("=====\n");
  for (const [index, attack] of ATTACKS.entries()) {
    expect(outcomes[index], attack).toMatch(REFUSED);
    expect(outcomes[index], attack).not.toContain("WORKED");
  }
  expect(await config()).toBe(text);
  await call(machine, "reload");
  await expect(machine.asRoot("ls /run/became-root")).rejects.toThrow("No such file");

  await assertHistoryGuardsChanges(machine);
});

it("HA1 takes haproxy.cfg back from a service that owned it, and reloads through Podman", {
  timeout: 60_000,
}, async () => {
  await using machine = await startInstalledMachine({ kind: "podman", isUpgrade: true });

  await call(machine, "reload");
  await call(machine, "add_domain", { domain: "b.example.test" });

  expect(await machine.asRoot("find /opt/haproxy/conf -user root")).toBe(`/opt/haproxy/conf\n${CONFIG}\n`);
  await expect(machine.asService(`rm -f ${CONFIG}`)).rejects.toThrow("not permitted");
});
