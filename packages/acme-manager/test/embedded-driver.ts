import { join } from "node:path";
import type { TestPebble } from "@haproxy-mcp/test-haproxy";
import type { DnsProvider } from "../src/dns/dns-provider.js";
import type { AcmeDriver } from "../src/driver.js";
import { createEmbeddedDriver, type EmbeddedDriverOptions } from "../src/embedded/embedded-driver.js";

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
