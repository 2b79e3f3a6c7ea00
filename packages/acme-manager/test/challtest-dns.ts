import type { TestDns } from "@haproxy-mcp/test-haproxy";
import type { DnsProvider } from "../src/dns/dns-provider.js";

/** Publishes in the DNS server that pebble asks. */
export function challtestDns(dns: TestDns): DnsProvider {
  return {
    name: "the test's DNS",
    check: async () => {},
    add: ({ name, value }) => dns.add(name, value),
    remove: ({ name, value }) => dns.remove(name, value),
  };
}
