import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type AcmeDriver,
  type CertificateManager,
  cloudflareToken,
  createAcmeShDriver,
  createCertificateFolder,
  createCertificateManager,
  createCloudflareProvider,
  createDeployer,
  createEmbeddedDriver,
} from "@haproxy-mcp/acme-manager";
import { messageOf } from "@haproxy-mcp/durable-files";
import type { HaproxyHost } from "@haproxy-mcp/haproxy-host";
import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { UserError } from "../program/user-error.js";
import type { AcmeConfig } from "../settings/acme-config.js";
import type { Config } from "../settings/config.js";

/**
 * Creates the certificate manager from the settings. With `auto`, acme.sh issues certificates if it is installed, otherwise the
 * embedded driver does. Each driver keeps renewing what it issued.
 *
 * @throws UserError if ACME_CA_FILE cannot be read
 */
export function createCertificates(
  { acme, host }: Config,
  runtime: RuntimeApiClient,
  haproxy: HaproxyHost | undefined,
): CertificateManager {
  const deployer = createDeployer({
    folder: createCertificateFolder(host.certsDir),
    runtime,
    lockFolder: join(acme.dataDir, "locks"),
    crtList: host.crtList,
    tls: host.tlsAddress,
    reload:
      haproxy &&
      (async (signal) => {
        await haproxy.reload({ signal });
      }),
  });
  return createCertificateManager({ drivers: driversOf(acme), deployer, folder: acme.dataDir });
}

/** The driver for new certificates comes first. */
function driversOf(acme: AcmeConfig): readonly AcmeDriver[] {
  const { driver, program } = acme;
  const token = () =>
    cloudflareToken({ fromEnvironment: acme.cloudflare.token, file: acme.cloudflare.credentialsFile });
  const ca = acme.caFile === undefined ? undefined : { file: acme.caFile, pem: readCaFile(acme.caFile) };
  const common = {
    directoryUrl: acme.directoryUrl,
    dns: createCloudflareProvider({ token, apiUrl: acme.cloudflare.apiUrl }),
    dnsWaitMs: acme.dnsWaitMs,
    email: acme.email,
    externalAccount: acme.externalAccount,
    profile: acme.profile,
  };
  const embedded = () =>
    createEmbeddedDriver({ ...common, folder: join(acme.dataDir, "embedded"), ca: ca?.pem });
  const acmeSh = () =>
    createAcmeShDriver({
      ...common,
      program,
      home: acme.home,
      folder: join(acme.dataDir, "acme.sh"),
      hook: "dns_cf",
      hookEnvironment: async () => ({ CF_Token: await token() }),
      ca,
    });
  if (driver === "acme.sh") return [acmeSh()];
  if (!existsSync(program)) return [embedded()];
  return driver === "auto" ? [acmeSh(), embedded()] : [embedded(), acmeSh()];
}

function readCaFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`ACME_CA_FILE cannot be read: ${messageOf(error)}`);
  }
}
