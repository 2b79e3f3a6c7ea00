import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { atFullSize, type TestPebble, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { createAcmeShDriver } from "../../src/acme-sh/acme-sh-driver.js";
import type { DnsProvider } from "../../src/dns/dns-provider.js";
import type { AcmeDriver } from "../../src/driver.js";
import type { AccountOptions, ExternalAccount } from "../../src/protocol/account.js";
import { challtestDns, embedded } from "../embedded-driver.js";

export type DriverName = "embedded" | AcmeShName;
type AcmeShName = "acme.sh 3.1.1" | "acme.sh 3.1.5";

export const ACME_SH: readonly AcmeShName[] = atFullSize(
  ["acme.sh 3.1.1", "acme.sh 3.1.5"],
  ["acme.sh 3.1.5"],
);
export const DRIVERS: readonly DriverName[] = ["embedded", ...ACME_SH];

export interface DriverSetUp {
  readonly pebble: TestPebble;
  /** Folder with everything that the driver keeps. */
  readonly folder: string;
  /** Default: pebble's. */
  readonly directoryUrl?: string;
  /** Publishes nothing, and reports success. */
  readonly publishesNothing?: boolean;
  readonly externalAccount?: ExternalAccount;
  readonly limitMs?: number;
}

const SCRIPTS = { "acme.sh 3.1.1": "ACME_SH_3_1_1", "acme.sh 3.1.5": "ACME_SH_3_1_5" } as const;

/** Shortens its waits of seconds: the CA and the DNS are on this machine. */
const SHIM = "#!/bin/sh\nexec /bin/sleep 0.05\n";

/** As acme.sh calls its hooks; the CA's DNS can only forget all values of a name. */
export const hookOf = (url: string) => `#!/usr/bin/env sh
dns_challtest_add() { _post "{\\"host\\":\\"$1.\\",\\"value\\":\\"$2\\"}" "${url}/set-txt" >/dev/null || return 1; }
dns_challtest_rm() { _post "{\\"host\\":\\"$1.\\"}" "${url}/clear-txt" >/dev/null || return 1; }
`;

const NOTHING = `#!/usr/bin/env sh
dns_challtest_add() { return 0; }
dns_challtest_rm() { return 0; }
`;

export async function createDriver(name: DriverName, setUp: DriverSetUp): Promise<AcmeDriver> {
  const { pebble, folder, directoryUrl = pebble.directoryUrl, externalAccount, limitMs } = setUp;
  const dns = setUp.publishesNothing === true ? silentDns(challtestDns(pebble)) : challtestDns(pebble);
  const common = {
    folder: join(folder, "own"),
    directoryUrl,
    dns,
    dnsWaitMs: 0,
    ...account(externalAccount),
    limitMs,
  };
  if (name === "embedded") return embedded(pebble, folder, common);
  const home = join(folder, "home");
  await mkdir(join(home, "dnsapi"), { recursive: true });
  await writeFile(
    join(home, "dnsapi/dns_challtest.sh"),
    setUp.publishesNothing === true ? NOTHING : hookOf(pebble.dns.url),
  );
  return createAcmeShDriver({
    ...common,
    program: acmeShScript(name),
    home,
    hook: "dns_challtest",
    hookEnvironment: async () => ({}),
    ca: { file: pebble.serverCa.caFile, pem: pebble.serverCa.ca },
    environment: { PATH: await shortSleeps(folder) },
  });
}

/** A PATH with a short `sleep`. */
export async function shortSleeps(folder: string): Promise<string> {
  const shim = join(folder, "shim");
  await mkdir(shim, { recursive: true });
  await writeFile(join(shim, "sleep"), SHIM, { mode: 0o755 });
  return `${shim}:/usr/bin:/bin`;
}

export function acmeShScript(name: AcmeShName): string {
  const script = process.env[SCRIPTS[name]];
  if (script === undefined)
    throw new Error(`${SCRIPTS[name]} is not set; run \`npm test\`, which fetches acme.sh`);
  return script;
}

function account(externalAccount: ExternalAccount | undefined): AccountOptions {
  return { email: undefined, externalAccount };
}

function silentDns(dns: DnsProvider): DnsProvider {
  return { ...dns, add: async () => {} };
}

export interface DriverArranged extends AsyncDisposable {
  readonly folder: string;
  readonly driver: AcmeDriver;
}

/** A driver that has no account and no certificate yet. */
export async function arrangeDriver(
  name: DriverName,
  pebble: TestPebble,
  setUp: Partial<DriverSetUp> = {},
): Promise<DriverArranged> {
  const folder = await temporaryFolder();
  const driver = await createDriver(name, { pebble, folder: folder.path, ...setUp });
  return { folder: folder.path, driver, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}
