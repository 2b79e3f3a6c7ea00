import { join } from "node:path";
import { type StartPebbleOptions, startPebble, type TestPebble } from "@haproxy-mcp/test-haproxy";
import type { DnsProvider } from "../src/dns/dns-provider.js";
import type { AcmeDriver } from "../src/driver.js";
import { createEmbeddedDriver, type EmbeddedDriverOptions } from "../src/embedded/embedded-driver.js";
import { type CertificateManager, createCertificateManager } from "../src/manager/certificate-manager.js";
import { startTlsHaproxy, type TlsHaproxy } from "./deploy/tls-haproxy.js";

/** Publishes in the DNS server that pebble asks. */
export function challtestDns({ dns }: Pick<TestPebble, "dns">): DnsProvider {
  return {
    name: "the test's DNS",
    check: async () => {},
    add: ({ name, value }) => dns.add(name, value),
    remove: ({ name, value }) => dns.remove(name, value),
  };
}

export function embedded(
  pebble: TestPebble,
  folder: string,
  options: Partial<EmbeddedDriverOptions> = {},
): AcmeDriver {
  return createEmbeddedDriver({
    folder: join(folder, "embedded"),
    directoryUrl: pebble.directoryUrl,
    ca: pebble.serverCa.ca,
    dns: challtestDns(pebble),
    dnsWaitMs: 0,
    email: undefined,
    externalAccount: undefined,
    ...options,
  });
}

export interface Arranged extends AsyncDisposable {
  readonly pebble: TestPebble;
  readonly at: TlsHaproxy;
  readonly folder: string;
  readonly manager: CertificateManager;
}

/** A CA, an HAProxy, and a manager between them. */
export async function arrange(
  options: StartPebbleOptions = {},
  driverOf: (pebble: TestPebble, folder: string) => Promise<AcmeDriver> = async (...both) =>
    embedded(...both),
): Promise<Arranged> {
  const pebble = await startPebble(options);
  const at = await startTlsHaproxy().catch(async (error) => {
    await pebble[Symbol.asyncDispose]();
    throw error;
  });
  const folder = join(at.haproxy.dir, "acme");
  const manager = createCertificateManager({
    drivers: [await driverOf(pebble, folder)],
    deployer: at.deployer(),
    folder,
  });
  return {
    pebble,
    at,
    folder,
    manager,
    async [Symbol.asyncDispose]() {
      await Promise.all([pebble[Symbol.asyncDispose](), at[Symbol.asyncDispose]()]);
    },
  };
}
