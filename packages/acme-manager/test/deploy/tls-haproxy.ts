import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createRuntimeApiClient, type RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { freePort, startHaproxy, type TestHaproxy, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { createCertificateFolder } from "../../src/deploy/certificate-folder.js";
import { createDeployer, type Deployer } from "../../src/deploy/deployer.js";
import type { DeployerOptions } from "../../src/deploy/deployment.js";
import { readLeaf } from "../../src/x509/leaf.js";
import { CertificateMaker } from "../made-certificates.js";

export interface TlsHaproxy extends AsyncDisposable {
  readonly haproxy: TestHaproxy;
  readonly certsDir: string;
  /** SHA-256 of the certificate served when no other matches. */
  readonly fallback: string;
  readonly lockFolder: string;
  readonly tls: { readonly host: string; readonly port: number };
  readonly runtime: RuntimeApiClient;
  deployer(options?: Partial<DeployerOptions>): Deployer;
  /** Id of the worker that responds; another one after a reload. */
  worker(): Promise<string>;
}

export const maker = new CertificateMaker();

/** A real HAProxy that serves TLS from a folder of certificates. */
export async function startTlsHaproxy(
  files: Readonly<Record<string, string>> = {},
  { bind = "" }: { readonly bind?: string } = {},
): Promise<TlsHaproxy> {
  const port = await freePort();
  const locks = await temporaryFolder();
  const fallback = maker.leaf({ names: ["unknown.invalid"] });
  const haproxy = await startHaproxy({
    files: {
      "certs/00-default.pem": fallback.pem + fallback.keyPem,
      ...Object.fromEntries(Object.entries(files).map(([name, pem]) => [`certs/${name}`, pem])),
    },
    config: ({ dir, runtimeSocket }) => `
global
  stats socket ${runtimeSocket} mode 600 level admin expose-fd listeners
defaults
  mode http
  timeout connect 5s
  timeout client 10s
  timeout server 10s
frontend https
  bind 127.0.0.1:${port} ssl crt ${join(dir, "certs")}/ ${bind}
  http-request return status 200 content-type text/plain string hello
`,
  });
  const certsDir = join(haproxy.dir, "certs");
  await mkdir(certsDir, { recursive: true });
  const tls = { host: "127.0.0.1", port };
  const runtime = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  return {
    haproxy,
    certsDir,
    fallback: readLeaf(fallback.pem).sha256,
    lockFolder: locks.path,
    tls,
    runtime,
    deployer: (options) =>
      createDeployer({
        folder: createCertificateFolder(certsDir),
        runtime,
        lockFolder: locks.path,
        tls,
        ...options,
      }),
    worker: async () => /^Pid: (\d+)$/m.exec(await haproxy.runtime("show info"))?.[1] ?? "",
    async [Symbol.asyncDispose]() {
      await haproxy[Symbol.asyncDispose]();
      await locks[Symbol.asyncDispose]();
    },
  };
}
