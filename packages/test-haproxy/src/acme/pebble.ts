import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { ChildProgram } from "../child-program.js";
import { freePort } from "../free-port.js";
import { temporaryFolder } from "../temporary-folder.js";
import { createTestCa, type TestCa } from "./test-ca.js";

const LIMIT_MS = 10_000;
const HOW_TO_INSTALL = "apt-get install pebble, or run `npm test`, which fetches it";
const VALIDITY_S = 90 * 86_400;

/** `old`: Debian 12's 2.4; `new`: 2.10, with profiles and renewal information (RFC 9773). */
export type PebbleRelease = "old" | "new";

/** How a CA for tests behaves. */
export interface StartPebbleOptions {
  readonly release?: PebbleRelease | undefined;
  /** Requires an external account binding; its key id and key (base64url). */
  readonly externalAccount?: { readonly kid: string; readonly hmacKey: string } | undefined;
  /** Refuses names with this suffix. */
  readonly blockedDomain?: string | undefined;
  /** Share of nonces that are refused, in percent. Default: 0. */
  readonly rejectedNonces?: number | undefined;
  /** Lifetime of its certificates. Default: 90 days. */
  readonly validityS?: number | undefined;
  /** Where it asks for responses to `http-01`; all names lead to 127.0.0.1. Default: none. */
  readonly httpPort?: number | undefined;
  /** Further chains that it offers for each certificate. Default: 0. */
  readonly alternateChains?: number | undefined;
  /** Port on 127.0.0.1 of another DNS server that it asks, in place of {@link TestPebble.dns}. */
  readonly dnsPort?: number | undefined;
}

/** A real ACME CA, with its own DNS server. */
export interface TestPebble extends AsyncDisposable {
  readonly directoryUrl: string;
  /** Certificate to trust its server by. */
  readonly serverCa: TestCa;
  /** Root of the certificates that it issues (PEM); of the first chain by default. */
  root(chain?: number): Promise<string>;
  readonly dns: TestDns;
  /** Sets the window of renewal information of a certificate (PEM); 2.10 only. */
  setRenewalInfo(certificate: string, window: { readonly start: Date; readonly end: Date }): Promise<void>;
  /** `Valid`, `Revoked` */
  statusOf(serialHex: string): Promise<string>;
  /** Stops it, and starts a new one without accounts and orders. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** The DNS server that the CA queries. */
export interface TestDns {
  /** Address of its management interface, for hooks. */
  readonly url: string;
  add(name: string, value: string): Promise<void>;
  /** Removes only that value. */
  remove(name: string, value: string): Promise<void>;
  /** The values that the CA finds for a name, by the same query. */
  texts(name: string): Promise<readonly string[]>;
}

/** Starts a CA for tests (Let's Encrypt's `pebble`) with a DNS server of its own on loopback. Its disposal ends both. */
export async function startPebble(options: StartPebbleOptions = {}): Promise<TestPebble> {
  const folder = await temporaryFolder("pebble-test-");
  const toDispose: AsyncDisposable[] = [folder];
  try {
    return await startIn(folder.path, options, toDispose);
  } catch (error) {
    await disposeOf(toDispose);
    throw error;
  }
}

/** Latest first. */
async function disposeOf(all: readonly AsyncDisposable[]): Promise<void> {
  for (const one of all.toReversed()) await one[Symbol.asyncDispose]();
}

async function startIn(
  folder: string,
  options: StartPebbleOptions,
  toDispose: AsyncDisposable[],
): Promise<TestPebble> {
  const [ownDnsPort, dnsManagementPort, port, managementPort] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const serverCa = await createTestCa(folder);
  const server = await serverCa.issue(["localhost", "127.0.0.1"]);
  const configFile = join(folder, "pebble.json");
  await writeFile(configFile, JSON.stringify(configOf(options, { port, managementPort, ...server })));
  const dns = await startDns(ownDnsPort, dnsManagementPort);
  toDispose.push(dns);
  const agent = new Agent({ ca: serverCa.ca });
  const call = async (path: string, method = "GET", body?: string) => {
    const outgoing = request(`https://127.0.0.1:${managementPort}${path}`, {
      method,
      agent,
      headers: { "user-agent": "haproxy-mcp-test" },
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    outgoing.end(body);
    const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
    return { status: incoming.statusCode ?? 0, body: await text(incoming) };
  };
  const directoryUrl = `https://localhost:${port}/dir`;
  const launch = async () => {
    const program = await ChildProgram.start(
      binaryOf(options.release ?? "old"),
      ["-config", configFile, "-dnsserver", `127.0.0.1:${options.dnsPort ?? ownDnsPort}`, "-strict=false"],
      {
        howToInstall: HOW_TO_INSTALL,
        env: {
          PEBBLE_VA_NOSLEEP: "1",
          PEBBLE_WFE_NONCEREJECT: String(options.rejectedNonces ?? 0),
          PEBBLE_AUTHZREUSE: "0",
          PEBBLE_ALTERNATE_ROOTS: String(options.alternateChains ?? 0),
        },
      },
    );
    await program.until(
      "pebble responds",
      async () => (await call("/roots/0").catch(() => undefined))?.status === 200,
    );
    return program;
  };
  let running: ChildProgram | undefined = await launch();
  const stop = async () => {
    await running?.[Symbol.asyncDispose]();
    running = undefined;
  };
  toDispose.push({ [Symbol.asyncDispose]: stop });
  return {
    directoryUrl,
    serverCa,
    dns,
    root: async (chain = 0) => (await call(`/roots/${chain}`)).body,
    async setRenewalInfo(certificate, { start, end }) {
      const ariResponse = JSON.stringify({ suggestedWindow: { start, end } });
      const { status, body } = await call(
        "/set-renewal-info/",
        "POST",
        JSON.stringify({ certificate, ariResponse }),
      );
      if (status !== 200) throw new Error(`pebble returned ${status}: ${body}`);
    },
    statusOf: async (serial) => JSON.parse((await call(`/cert-status-by-serial/${serial}`)).body).Status,
    stop,
    async start() {
      running = await launch();
    },
    async restart() {
      await stop();
      running = await launch();
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      await disposeOf(toDispose);
    },
  };
}

function binaryOf(release: PebbleRelease): string {
  return release === "old" ? "pebble" : (process.env["PEBBLE_NEW"] ?? "pebble-new");
}

function configOf(
  {
    release = "old",
    externalAccount,
    blockedDomain,
    validityS = VALIDITY_S,
    httpPort = 1,
  }: StartPebbleOptions,
  files: { port: number; managementPort: number; certificateFile: string; keyFile: string },
) {
  return {
    pebble: {
      listenAddress: `127.0.0.1:${files.port}`,
      managementListenAddress: `127.0.0.1:${files.managementPort}`,
      certificate: files.certificateFile,
      privateKey: files.keyFile,
      httpPort,
      tlsPort: 1,
      ocspResponderURL: "",
      externalAccountBindingRequired: externalAccount !== undefined,
      externalAccountMACKeys: externalAccount && { [externalAccount.kid]: externalAccount.hmacKey },
      domainBlocklist: blockedDomain === undefined ? undefined : [blockedDomain],
      ...(release === "old"
        ? { certificateValidityPeriod: validityS }
        : {
            profiles: { default: { description: "the only one", validityPeriod: validityS } },
            retryAfter: { authz: 1, order: 1 },
          }),
    },
  };
}

async function startDns(port: number, managementPort: number): Promise<TestDns & AsyncDisposable> {
  const program = await ChildProgram.start(
    "pebble-challtestsrv",
    [
      ...["-dns01", `127.0.0.1:${port}`, "-management", `127.0.0.1:${managementPort}`],
      ...["-http01", "", "-https01", "", "-tlsalpn01", "", "-defaultIPv6", ""],
    ],
    { howToInstall: HOW_TO_INSTALL },
  );
  const url = `http://127.0.0.1:${managementPort}`;
  const post = async (path: string, body: object) => {
    const { status } = await fetch(`${url}${path}`, { method: "POST", body: JSON.stringify(body) });
    if (status !== 200) throw new Error(`challtestsrv returned ${status}`);
  };
  const kept = new Map<string, Set<string>>();
  await program.until("challtestsrv responds", () =>
    post("/clear-txt", { host: "unused.test." }).then(
      () => true,
      () => false,
    ),
  );
  return {
    url,
    async add(name, value) {
      kept.set(name, (kept.get(name) ?? new Set()).add(value));
      await post("/set-txt", { host: `${name}.`, value });
    },
    // it can only clear all values of a name
    async remove(name, value) {
      const values = kept.get(name) ?? new Set();
      values.delete(value);
      await post("/clear-txt", { host: `${name}.` });
      for (const other of values) await post("/set-txt", { host: `${name}.`, value: other });
      if (values.size === 0) kept.delete(name);
    },
    async texts(name) {
      const resolver = new Resolver({ timeout: LIMIT_MS, tries: 1 });
      resolver.setServers([`127.0.0.1:${port}`]);
      const found = await resolver.resolveTxt(name).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENODATA" || error.code === "ENOTFOUND") return [];
        throw error;
      });
      return found.map((parts) => parts.join(""));
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}
