import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type AcmeDriver,
  type CertificateFolder,
  type CertificateManager,
  createAcmeShDriver,
  createCertificateManager,
  createDeployer,
  createEmbeddedDriver,
  createHaproxyResponder,
} from "@haproxy-mcp/acme-manager";
import { messageOf } from "@haproxy-mcp/durable-files";
import type { HaproxyHost } from "@haproxy-mcp/haproxy-host";
import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { UserError } from "../program/user-error.js";
import type { AcmeConfig } from "../settings/acme-config.js";
import type { Config } from "../settings/config.js";
import { isHook } from "../settings/dns-providers.js";
import { createDnsAccess } from "./dns-access.js";

/**
 * Creates the certificate manager from the settings. With `auto`, acme.sh issues certificates if it is installed and needed or
 * usual for the provider, otherwise the embedded driver does. Each driver keeps renewing what it issued.
 *
 * @throws UserError if ACME_CA_FILE cannot be read
 */
export function createCertificates(
  config: Config,
  runtime: RuntimeApiClient,
  haproxy: HaproxyHost | undefined,
  folder: CertificateFolder,
): CertificateManager {
  const { acme, host } = config;
  const deployer = createDeployer({
    folder,
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
  return createCertificateManager({ drivers: driversOf(config, runtime), deployer, folder: acme.dataDir });
}

/** The driver for new certificates comes first; the other renews what it issued. */
function driversOf({ acme, host, haproxy }: Config, runtime: RuntimeApiClient): readonly AcmeDriver[] {
  const { program, home, challenge } = acme;
  const { dns, hook, hookEnvironment } = createDnsAccess(acme.dns, { program, home });
  const ca = acme.caFile === undefined ? undefined : { file: acme.caFile, pem: readCaFile(acme.caFile) };
  const { directoryUrl, dnsWaitMs, email, externalAccount, profile, preferredChain } = acme;
  const common = { directoryUrl, dns, dnsWaitMs, email, externalAccount, profile, preferredChain };
  const http =
    challenge === "http-01"
      ? createHaproxyResponder({ runtime, mapFile: haproxy.challengeMapFile, http: host.httpAddress })
      : undefined;
  const embedded = createEmbeddedDriver({
    ...common,
    http,
    folder: join(acme.dataDir, "embedded"),
    ca: ca?.pem,
  });
  const acmeSh = createAcmeShDriver({
    ...common,
    program,
    home,
    folder: join(acme.dataDir, "acme.sh"),
    hook,
    hookEnvironment,
    ca,
  });
  if (acme.driver === "acme.sh") return [acmeSh];
  if (isOnlyForAcmeSh(acme)) return [acmeSh, embedded];
  if (!existsSync(program)) return [embedded];
  // this process needs no other program for these
  const isEmbedded = acme.driver === "embedded" || challenge === "http-01" || acme.dns.provider === "rfc2136";
  return isEmbedded ? [embedded, acmeSh] : [acmeSh, embedded];
}

function isOnlyForAcmeSh({ challenge, dns }: AcmeConfig): boolean {
  return challenge === "dns-01" && isHook(dns.provider);
}

function readCaFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`ACME_CA_FILE cannot be read: ${messageOf(error)}`);
  }
}
