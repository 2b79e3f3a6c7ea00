import { domainsOf } from "../certificate-names.js";
import type { DriverOptions, IssueRequest } from "../driver.js";
import type { DnsProvider } from "./dns-provider.js";

/** Whether the provider would publish the records for these names. */
export async function checkDns(
  dns: DnsProvider,
  { names }: IssueRequest,
  { signal, onProgress }: DriverOptions,
): Promise<void> {
  onProgress?.({ step: "account", message: `Checking access to ${dns.name}` });
  await dns.check(domainsOf(names), { signal });
}
