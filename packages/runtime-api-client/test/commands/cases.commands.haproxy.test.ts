import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { type HaproxyPaths, startHaproxy } from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  acmeRenew,
  acmeStatus,
  askCapabilities,
  type Capabilities,
  createRuntimeApiClient,
  dumpSslCert,
  experimentalMode,
  getVar,
  type RuntimeApiClient,
  setRateLimit,
  setServerAgentAddress,
  setServerAgentPort,
  setServerAgentText,
  setServerCheckAddress,
  setServerMaxConnections,
  setSslTlsKey,
  setVar,
  showEnv,
  showFds,
  showInfo,
  showPeers,
  showPools,
  showQuic,
  showResolvers,
  showSslOcspResponse,
  showSslOcspResponses,
  showSslOcspUpdates,
  showStat,
  showThreads,
  showTlsKeys,
  shutdownFrontend,
  unwrapAll,
  updateSslOcspResponse,
} from "../../src/index.js";
import { fixture } from "../haproxy.js";
import { rejected } from "../rejected.js";

let haproxy: Awaited<ReturnType<typeof startHaproxy>>;
let client: RuntimeApiClient;
let can: Capabilities;
const path = (name: string) => join(haproxy.dir, name);

beforeAll(async () => {
  const key = () => randomBytes(48).toString("base64");
  haproxy = await startHaproxy({
    config,
    files: {
      "ticket-keys": [key(), key(), key(), ""].join("\n"),
      "certs/a.pem": fixture("a.pem"),
      "certs/a.pem.ocsp": fixture("a.ocsp"),
    },
  });
  client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  can = await askCapabilities(client);
});
afterAll(() => haproxy?.[Symbol.asyncDispose]());

const config = ({ dir, runtimeSocket, httpSocket }: HaproxyPaths) => `global
  stats socket ${runtimeSocket} level admin
  localpeer me
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
peers mates
  bind unix@${dir}/peers.sock
  server me
  server other unix@${dir}/other.sock
resolvers dns
  nameserver none 127.0.0.1:1
frontend web
  bind unix@${httpSocket}
  http-request track-sc0 hdr(host) table clients
frontend spare
  bind unix@${dir}/spare.sock
frontend tls
  bind unix@${dir}/tls.sock ssl crt ${dir}/certs/a.pem tls-ticket-keys ${dir}/ticket-keys
backend pool
  server plain 127.0.0.1:1 disabled
  server checked 127.0.0.1:1 check inter 1h agent-check agent-port 1 agent-inter 1h disabled
backend clients
  stick-table type string len 64 size 1k expire 10m peers mates
`;

it("LI5 bounds the connections of a server and the rates of the process", async () => {
  const plain = { backend: "pool", server: "plain" };
  await client.execute(setServerMaxConnections({ ...plain, connections: 7 }));
  const [row] = await client.execute(showStat({ proxy: "pool", kinds: ["server"] }));
  expect(row?.raw.get("slim")).toBe("7");
  await expect(
    client.execute(setServerMaxConnections({ backend: "pool", server: "nope", connections: 7 })),
  ).rejects.toEqual(rejected("No such server."));

  unwrapAll(
    await client.batch([
      setRateLimit("connections", 11),
      setRateLimit("sessions", 12),
      setRateLimit("ssl-sessions", 13),
      setRateLimit("http-compression", 14),
    ]),
  );
  const { raw } = await client.execute(showInfo());
  const limits = ["ConnRateLimit", "SessRateLimit", "SslRateLimit", "CompressBpsRateLim"];
  expect(limits.map((name) => raw.get(name))).toEqual(["11", "12", "13", String(14 * 1024)]);
});

it("LI5 moves the checks of a server", async () => {
  const checked = { backend: "pool", server: "checked" };
  unwrapAll(
    await client.batch([
      setServerAgentAddress({ ...checked, address: "127.0.0.2", port: 9 }),
      setServerAgentPort({ ...checked, port: 8 }),
      setServerAgentText({ ...checked, text: "hello you" }),
    ]),
  );
  const [check] = await client.batch([setServerCheckAddress({ ...checked, address: "::1", port: 7 })]);
  // 3.4.7 refuses every address, and changes nothing
  const isRefused = can.version.startsWith("3.4") && !check.ok;
  expect(check).toEqual(
    isRefused ? { ok: false, error: rejected("invalid addr '::1'") } : { ok: true, value: undefined },
  );

  const fields = (await haproxy.runtime("show servers state pool"))
    .split("\n")
    .find((row) => row.includes(" checked "))
    ?.split(" ");
  expect(fields?.slice(-3)).toEqual([isRefused ? "-" : "::1", "127.0.0.2", "8"]);

  const plain = { backend: "pool", server: "plain" };
  const refused = await client.batch([
    setServerAgentAddress({ ...plain, address: "127.0.0.2" }),
    setServerAgentPort({ ...plain, port: 8 }),
    setServerAgentText({ ...plain, text: "x" }),
    setServerCheckAddress({ ...plain, address: "127.0.0.2" }),
  ]);
  expect(refused).toEqual(
    ["agent", "agent", "agent", "health"].map((kind) => ({
      ok: false,
      error: rejected(`${kind} checks are not enabled on this server`),
    })),
  );
});

it("LI5 shuts a frontend down for good", async () => {
  await client.execute(shutdownFrontend("spare"));
  await client.execute(shutdownFrontend("spare"));
  expect(await client.execute(showStat({ kinds: ["frontend"] }))).not.toContainEqual(
    expect.objectContaining({ proxy: "spare", status: "OPEN" }),
  );
  await expect(client.execute(shutdownFrontend("nope"))).rejects.toEqual(rejected("No such frontend."));
});

it("LI5 sets a variable in experimental mode only", async () => {
  expect(await client.execute(getVar("proc.li5"))).toBeUndefined();
  await expect(client.execute(setVar("proc.li5", { expression: "int(5)" }))).rejects.toEqual(
    rejected("This command is restricted to experimental mode only."),
  );
  const [, , number, , text] = unwrapAll(
    await client.batch([
      experimentalMode(),
      setVar("proc.li5", { expression: "int(5)" }),
      getVar("proc.li5"),
      setVar("proc.li5", { format: "two words" }),
      getVar("proc.li5"),
    ]),
  );
  expect([number, text]).toEqual([
    { type: "sint", value: "5" },
    { type: "str", value: "two words" },
  ]);
});

it("LI5 rotates the keys of TLS session tickets", async () => {
  const key = randomBytes(48);
  const keys = async () => (await haproxy.runtime(`show tls-keys ${path("ticket-keys")}`)).split("\n");
  const before = (await keys()).filter((row) => /^0\.\d /.test(row));

  expect(await client.execute(showTlsKeys())).toEqual([{ id: 0, file: path("ticket-keys") }]);
  await client.execute(setSslTlsKey(path("ticket-keys"), key));
  const after = (await keys()).filter((row) => /^0\.\d /.test(row));
  expect(after).toHaveLength(before.length);
  expect(after.join("\n")).toContain(key.toString("base64"));
  await expect(client.execute(setSslTlsKey("/no/such", key))).rejects.toMatchObject({
    code: "REJECTED",
    command: "set ssl tls-key /no/such …",
    message: expect.not.stringContaining(key.toString("base64")),
  });
});

it("LI5 shows OCSP responses and asks for new ones", async () => {
  const [stapled] = await client.execute(showSslOcspResponses());
  const since28 = can.has("show ssl ocsp-updates");
  expect(stapled).toEqual({
    id: expect.stringMatching(/^[0-9a-f]+$/),
    file: since28 ? path("certs/a.pem") : undefined,
    serial: "01",
  });
  expect(await client.execute(showSslOcspResponse(stapled?.id ?? ""))).toMatchObject({
    certStatus: "good",
    serial: "01",
    thisUpdate: expect.any(Date),
    text: expect.stringContaining("OCSP Response Status: successful"),
  });
  await expect(client.execute(showSslOcspResponse("00"))).rejects.toMatchObject({ code: "REJECTED" });

  const [updates, unknown] = await client.batch([showSslOcspUpdates(), updateSslOcspResponse("/no/such")]);
  expect(updates).toMatchObject(since28 ? { ok: true, value: [] } : { error: { code: "REJECTED" } });
  expect(unknown).toMatchObject({ ok: false, error: { code: "REJECTED" } });
});

it("LI5 shows resolvers, peers and what is inside of the process", async () => {
  expect(await client.execute(showResolvers({ section: "dns" }))).toEqual([
    { name: "dns", nameServers: [expect.objectContaining({ name: "none", valid: 0, refused: 0 })] },
  ]);
  const [mates] = await client.execute(showPeers({ section: "mates" }));
  expect(mates?.peers.map(({ name, local, active }) => ({ name, local, active }))).toEqual(
    expect.arrayContaining([
      { name: "other", local: false, active: false },
      { name: "me", local: true, active: false },
    ]),
  );
  const [noResolvers, noPeers] = await client.batch([
    showResolvers({ section: "nope" }),
    showPeers({ section: "nope" }),
  ]);
  expect(noResolvers).toMatchObject({ error: rejected("Can't find that resolvers section") });
  expect(noPeers).toMatchObject({ error: rejected("No such peers") });

  expect((await client.execute(showFds())).map(({ frontend }) => frontend)).toContain("web");
  expect((await client.execute(showPools())).every(({ objectBytes }) => objectBytes > 0)).toBe(true);
  expect(await client.execute(showThreads())).toMatch(/^[*> ]+Thread 1/m);
  expect((await client.execute(showEnv())).get("PATH")).toBe(process.env["PATH"]);
  const [quic] = await client.batch([showQuic()]);
  if (can.has("show quic")) expect(quic).toEqual({ ok: true, value: [] });
  else expect(quic).toMatchObject({ error: { code: "REJECTED" } });
});

it("LI5 shows and renews certificates by ACME, and dumps them with their keys", async () => {
  const file = path("certs/a.pem");
  const [status, dump, renew] = await client.batch([acmeStatus(), dumpSslCert(file), acmeRenew(file)]);
  if (!can.has("acme status")) {
    expect([status, dump, renew].map(({ ok }) => ok)).toEqual([false, false, false]);
    return;
  }
  expect(status).toEqual({ ok: true, value: [] });
  expect(dump).toEqual({
    ok: true,
    value: expect.stringMatching(/^-----BEGIN PRIVATE KEY-----\n[\s\S]+-----\n$/),
  });
  expect(renew).toMatchObject({ ok: false, error: { code: "REJECTED" } });

  await using acme = await startHaproxy({
    config: ({ dir, runtimeSocket }) => `global
  expose-experimental-directives
  stats socket ${runtimeSocket} level admin
  crt-base ${dir}
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
acme test
  directory https://127.0.0.1:1/directory
  account-key ${dir}/account.key
frontend tls
  bind unix@${dir}/tls.sock ssl crt-list ${dir}/crt-list
`,
    files: { "a.pem": fixture("a.pem"), "crt-list": "a.pem [acme test domains a.test]\n" },
  });
  const its = createRuntimeApiClient({ address: { path: acme.runtimeSocket } });
  const certificate = { file: join(acme.dir, "a.pem"), section: "test", expiresAt: expect.any(Date) };
  expect(await its.execute(acmeStatus())).toEqual([
    { ...certificate, state: "Scheduled", scheduledAt: expect.any(Date) },
  ]);
  await its.execute(acmeRenew(certificate.file));
  expect(await its.execute(acmeStatus())).toEqual([
    { ...certificate, state: "Running", scheduledAt: undefined },
  ]);
});
