import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { connect } from "node:tls";
import { createDefaultCertificate, renderConfig } from "@haproxy-mcp/haproxy-host";
import {
  type CloudflareStandIn,
  freePort,
  type HaproxyPaths,
  type StartPebbleOptions,
  startCloudflareStandIn,
  startHaproxy,
  startHaproxyContainer,
  startPebble,
  type TestHaproxy,
  type TestPebble,
} from "@haproxy-mcp/test-haproxy";
import { openClient, type TestClient } from "./clients.js";
import { type Serving, type Settings, startServing } from "./program.js";

/**
 * A server with everything that certificates need: a CA, a Cloudflare, and an HAProxy that serves TLS, and with the CA's `httpPort`
 * also answers `http-01`.
 */
export interface WithCertificates extends AsyncDisposable {
  readonly haproxy: Omit<HaproxyPaths, "masterSocket"> & Pick<TestHaproxy, "runtime">;
  /** Reloads HAProxy by SIGUSR2, as an operator does. */
  reload(): Promise<unknown>;
  readonly pebble: TestPebble;
  readonly cloudflare: CloudflareStandIn;
  readonly client: TestClient;
  readonly serving: Serving;
  readonly settings: Settings;
  readonly tls: { readonly host: string; readonly port: number };
  readonly certsDir: string;
}

interface StartOptions extends StartPebbleOptions {
  readonly inContainer?: boolean;
  readonly pools?: { readonly count: number; readonly slots: number };
  /** How servers are checked: words of the slots. Default: `check`, every 2 s. */
  readonly check?: string;
  /** More files in HAProxy's folder, before the start. */
  readonly files?: Readonly<Record<string, string>>;
}

export async function startWithCertificates(
  extra: Settings = {},
  {
    inContainer = false,
    pools = { count: 5, slots: 3 },
    check = "check",
    files: more = {},
    ...pebbleOptions
  }: StartOptions = {},
): Promise<WithCertificates> {
  const toDispose: AsyncDisposable[] = [];
  const dispose = async () => {
    for (const one of toDispose.toReversed()) await one[Symbol.asyncDispose]();
  };
  try {
    const pebble = await startPebble(pebbleOptions);
    toDispose.push(pebble);
    const cloudflare = await startCloudflareStandIn({
      ca: pebble.serverCa,
      zones: ["example.test"],
      dns: pebble.dns,
    });
    toDispose.push(cloudflare);
    const port = await freePort();
    const files = {
      "certs/00-default.pem": createDefaultCertificate(),
      "servers.json": "{}",
      "servers.state": "1\n",
      "acme.map": "",
      ...more,
    };
    const config = (
      paths: Pick<HaproxyPaths, "dir" | "httpSocket" | "runtimeSocket" | "mapFile" | "stateFile">,
    ) =>
      configWithTls(paths, { port, httpPort: pebbleOptions.httpPort, pools }).replaceAll(
        ":80 check ",
        `:80 ${check} `,
      );
    const haproxy = inContainer
      ? await startHaproxyContainer({ config, files })
      : await startHaproxy({ config, files });
    const reload = () =>
      "reload" in haproxy ? haproxy.reload() : haproxy.run("kill", "--signal", "USR2", haproxy.name);
    toDispose.push(haproxy);
    const certsDir = join(haproxy.dir, "certs");
    const settings = {
      HAPROXY_CERTS_DIR: certsDir,
      HAPROXY_TLS_ADDRESS: `127.0.0.1:${port}`,
      HAPROXY_HTTP_ADDRESS: `127.0.0.1:${pebbleOptions.httpPort ?? port}`,
      HAPROXY_CHALLENGE_MAP_FILE: join(haproxy.dir, "acme.map"),
      ACME_DIRECTORY_URL: pebble.directoryUrl,
      ACME_CA_FILE: pebble.serverCa.caFile,
      ACME_DNS_WAIT: "0",
      CF_Token: cloudflare.token,
      CLOUDFLARE_API_URL: cloudflare.apiUrl,
      HAPROXY_POOL_COUNT: String(pools.count),
      HAPROXY_MAX_SLOTS: String(pools.slots),
      NODE_EXTRA_CA_CERTS: pebble.serverCa.caFile,
      ...extra,
    };
    const serving = await startServing(haproxy, settings);
    toDispose.push(serving);
    const client = await openClient(serving.url);
    toDispose.push(client);
    return {
      haproxy,
      reload,
      pebble,
      cloudflare,
      client,
      serving,
      settings,
      tls: { host: "127.0.0.1", port },
      certsDir,
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** HAProxy with pools, and TLS on a port of loopback. @param httpPort where it also responds to `http-01` */
export function configWithTls(
  {
    dir,
    httpSocket,
    runtimeSocket,
    mapFile,
    stateFile,
  }: Pick<HaproxyPaths, "dir" | "httpSocket" | "runtimeSocket" | "mapFile" | "stateFile">,
  {
    port,
    httpPort,
    pools,
  }: Required<Pick<StartOptions, "pools">> & {
    readonly port: number;
    readonly httpPort?: number | undefined;
  },
): string {
  return renderConfig({
    pools,
    httpBinds: [`unix@${httpSocket}`, ...(httpPort === undefined ? [] : [`127.0.0.1:${httpPort}`])],
    challengeMapFile: httpPort === undefined ? undefined : join(dir, "acme.map"),
    https: {
      binds: [`127.0.0.1:${port}`],
      quicBinds: [],
      port,
      certsDir: join(dir, "certs"),
      redirect: false,
    },
    statsSockets: [`${runtimeSocket} level admin`],
    mapFile,
    stateFile,
  });
}

/** The certificate that a TLS client gets for a name. */
export async function servedFor(
  { tls }: Pick<WithCertificates, "tls">,
  servername: string,
): Promise<X509Certificate> {
  const socket = connect({ ...tls, servername, rejectUnauthorized: false });
  try {
    await once(socket, "secureConnect", { signal: AbortSignal.timeout(5_000) });
    return new X509Certificate(socket.getPeerCertificate().raw);
  } finally {
    socket.destroy();
  }
}
