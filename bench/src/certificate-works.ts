import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import {
  certificateNames,
  createCertificateFolder,
  createCertificateManager,
  createDeployer,
  createEmbeddedDriver,
  readBundle,
} from "@haproxy-mcp/acme-manager";
import { createDefaultCertificate } from "@haproxy-mcp/haproxy-host";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { freePort, startHaproxy, startPebble, type TestPebble } from "@haproxy-mcp/test-haproxy";
import { rewriteDurably } from "./durable-write.js";
import { compare } from "./measure.js";
import { rawExchange } from "./raw-exchange.js";
import { recordingTransport } from "./recording-transport.js";
import { selfSigned } from "./self-signed.js";
import type { Row } from "./table.js";

const CERTIFICATES = 500;

export async function certificateWorks(): Promise<readonly Row[]> {
  return [await issueWork(), await deployWork(), await listWork()];
}

/** A domain and its wildcard, from the order to HAProxy. */
async function issueWork(): Promise<Row> {
  await using pebble = await startPebble();
  await using at = await startTls([]);
  const acmeSh = await acmeShWith(pebble, join(at.haproxy.dir, "home"));
  const driver = createEmbeddedDriver({
    folder: join(at.haproxy.dir, "embedded"),
    directoryUrl: pebble.directoryUrl,
    ca: pebble.serverCa.ca,
    dns: {
      name: "the CA's own DNS",
      check: async () => {},
      add: ({ name, value }) => pebble.dns.add(name, value),
      remove: ({ name, value }) => pebble.dns.remove(name, value),
    },
    dnsWaitMs: 0,
    email: undefined,
    externalAccount: undefined,
  });
  let count = 0;
  const issue = async () => {
    const domain = `n${count++}.example.test`;
    const names = certificateNames([domain, `*.${domain}`]);
    const { chainPem, keyPem } = await driver.issue({ names, keyType: "ec-256" }, {});
    await at.deployer.deploy(`${domain}.pem`, readBundle(chainPem, keyPem), {});
  };
  return {
    work: "issue for a domain and its wildcard, and have HAProxy serve it; floor: acme.sh issues it",
    atMost: 0.1,
    ...(await compare(issue, acmeSh, { rounds: 3, warmUp: 1 })),
  };
}

/** Replaces a certificate. */
async function deployWork(): Promise<Row> {
  const file = "a.example.test.pem";
  const [ours, floors] = [await bundleFor("a.example.test"), await bundleFor("a.example.test")];
  await using at = await startTls([file]);
  const deploy = () => at.deployer.deploy(file, ours, {});
  await deploy();
  const before = at.requests.length;
  await at.deployer.deploy(file, floors, {});
  const sent = at.requests.slice(before);
  const write = await rewriteDurably([join(at.certsDir, file)]);
  // the floor restores its own, so that there is always something to replace
  return {
    work: "replace a certificate; floor: a durable write of the file, and the same bytes over a raw socket",
    atMost: 2,
    ...(await compare(
      deploy,
      async () => {
        await write();
        for (const request of sent) await rawExchange(at.haproxy.runtimeSocket, request);
      },
      { rounds: 100, warmUp: 20 },
    )),
  };
}

async function bundleFor(name: string) {
  return readBundle(await selfSigned(name));
}

async function listWork(): Promise<Row> {
  const names = Array.from({ length: CERTIFICATES }, (_, i) => `d${i}.example.test.pem`);
  await using at = await startTls(names);
  const manager = createCertificateManager({
    drivers: [],
    deployer: at.deployer,
    folder: join(at.haproxy.dir, "acme"),
  });
  const read = async () => {
    const files = await readdir(at.certsDir);
    await Promise.all(files.map((file) => readFile(join(at.certsDir, file), "utf8")));
  };
  const listed = await manager.list();
  if (listed.filter(({ served }) => served === "yes").length !== CERTIFICATES)
    throw new Error("not all are served");
  return {
    work: `list ${CERTIFICATES} certificates, each compared with what HAProxy serves; floor: reading their files`,
    atMost: 3,
    ...(await compare(() => manager.list(), read, { rounds: 25, warmUp: 5 })),
  };
}

/** An HAProxy that serves TLS from a folder with these files, and a deployer for it. */
async function startTls(files: readonly string[]) {
  const port = await freePort();
  const certificates: Record<string, string> = { "certs/00-default.pem": createDefaultCertificate() };
  for (const file of files) certificates[`certs/${file}`] = await selfSigned(basename(file, ".pem"));
  const haproxy = await startHaproxy({
    files: certificates,
    config: ({ dir, runtimeSocket }) =>
      `global\n  stats socket ${runtimeSocket} mode 600 level admin\ndefaults\n  mode http\n  timeout connect 5s\n  timeout client 5s\n  timeout server 5s\nfrontend https\n  bind 127.0.0.1:${port} ssl crt ${join(dir, "certs")}/\n`,
  });
  const certsDir = join(haproxy.dir, "certs");
  const transport = recordingTransport(haproxy.runtimeSocket);
  const runtime = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket }, transport });
  const deployer = createDeployer({
    folder: createCertificateFolder(certsDir),
    runtime,
    lockFolder: join(haproxy.dir, "locks"),
  });
  return {
    haproxy,
    certsDir,
    requests: transport.requests,
    deployer,
    [Symbol.asyncDispose]: () => haproxy[Symbol.asyncDispose](),
  };
}

/** acme.sh as its users run it, with a hook for the CA's own DNS. */
async function acmeShWith(
  { directoryUrl, serverCa, dns }: TestPebble,
  home: string,
): Promise<() => Promise<unknown>> {
  const program = process.env["ACME_SH_3_1_5"] ?? "acme.sh";
  await mkdir(join(home, "dnsapi"), { recursive: true });
  const post = (what: string, body: string) => `_post "${body}" "${dns.url}/${what}" >/dev/null`;
  const hook = `dns_challtest_add() { ${post("set-txt", '{\\"host\\":\\"$1.\\",\\"value\\":\\"$2\\"}')}; }\ndns_challtest_rm() { ${post("clear-txt", '{\\"host\\":\\"$1.\\"}')}; }\n`;
  await writeFile(join(home, "dnsapi/dns_challtest.sh"), hook);
  let count = 0;
  return async () => {
    const domain = `s${count++}.example.test`;
    const args = ["--home", home, "--issue", "--server", directoryUrl, "--ca-bundle", serverCa.caFile];
    const names = ["--dns", "dns_challtest", "--dnssleep", "0", "-d", domain, "-d", `*.${domain}`];
    await promisify(execFile)(program, [...args, ...names]);
  };
}
