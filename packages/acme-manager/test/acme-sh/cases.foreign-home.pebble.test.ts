import { generateKeyPairSync } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { startPebble, type TestPebble, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createAcmeShDriver } from "../../src/acme-sh/acme-sh-driver.js";
import { readConf } from "../../src/acme-sh/conf-file.js";
import { certificateNames } from "../../src/certificate-names.js";
import { createCertificateFolder } from "../../src/deploy/certificate-folder.js";
import { createDeployer } from "../../src/deploy/deployer.js";
import type { DnsProvider } from "../../src/dns/dns-provider.js";
import { AcmeError } from "../../src/errors.js";
import { createCertificateManager } from "../../src/manager/create-certificate-manager.js";
import { topmostIssuerOf } from "../../src/protocol/topmost-issuer.js";
import { readBundle } from "../../src/x509/certificate-bundle.js";
import { acmeShScript, hookOf, shortSleeps } from "../contract/drivers.js";

const request = { names: certificateNames(["a.example.test"]), keyType: "ec-256" as const };

/** Fails whatever is asked: the settings have no token. */
async function refuse(): Promise<never> {
  throw new AcmeError("NOT_CONFIGURED", "no Cloudflare token is set");
}
const cloudflare: DnsProvider = { name: "Cloudflare", check: refuse, add: refuse, remove: refuse };

let pebble: TestPebble;
beforeAll(async () => {
  pebble = await startPebble({ alternateChains: 1 });
});
afterAll(() => pebble?.[Symbol.asyncDispose]());

/** A home in which an operator's acme.sh has issued `a.example.test`, and a driver that issues new ones with Cloudflare. */
async function arrange(conf: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder();
  const home = join(folder.path, "home");
  const entry = join(home, "a.example.test_ecc");
  await mkdir(join(home, "dnsapi"), { recursive: true });
  await mkdir(entry);
  await writeFile(join(home, "dnsapi/dns_challtest.sh"), hookOf(pebble.dns.url));
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
  await writeFile(
    join(entry, "a.example.test.key"),
    privateKey.export({ type: "sec1", format: "pem" }) as string,
  );
  await writeFile(join(entry, "fullchain.cer"), "the old one");
  const all = {
    Le_Domain: "a.example.test",
    Le_Alt: "no",
    Le_Keylength: "ec-384",
    Le_API: pebble.directoryUrl,
    Le_CertCreateTime: "1700000000",
    Le_NextRenewTime: "1705000000",
    ...conf,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}='${value}'\n`);
  await writeFile(join(entry, "a.example.test.conf"), lines.join(""));
  return {
    folder: join(folder.path, "own"),
    confNow: async () =>
      Object.fromEntries(readConf(await readFile(join(entry, "a.example.test.conf"), "utf8"))),
    driver: createAcmeShDriver({
      folder: join(folder.path, "own"),
      directoryUrl: pebble.directoryUrl,
      dns: cloudflare,
      dnsWaitMs: 60_000,
      email: undefined,
      externalAccount: undefined,
      program: acmeShScript("acme.sh 3.1.5"),
      home,
      hook: "dns_cf",
      hookEnvironment: refuse,
      ca: { file: pebble.serverCa.caFile, pem: pebble.serverCa.ca },
      environment: { PATH: await shortSleeps(folder.path) },
    }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

it("CE3 renews with the stored hook, alias, wait, key and chain, and doesn't ask Cloudflare", {
  timeout: 60_000,
}, async () => {
  await using it = await arrange({
    Le_Webroot: "dns_challtest",
    Le_ChallengeAlias: "alias.test,",
    Le_DNSSleep: "1",
    Le_RenewalDays: "45",
    Le_Preferred_Chain: topmostIssuerOf(await pebble.root(1)) ?? "",
  });
  const cname = { host: "_acme-challenge.a.example.test.", target: "_acme-challenge.alias.test." };
  await fetch(`${pebble.dns.url}/set-cname`, { method: "POST", body: JSON.stringify(cname) });
  await it.driver.check(request, {});

  const { chainPem, keyPem } = await it.driver.issue(request, {});

  expect(readBundle(chainPem, keyPem).leaf).toMatchObject({
    names: ["a.example.test"],
    keyType: "EC P-384",
  });
  expect(topmostIssuerOf(chainPem)).toBe(topmostIssuerOf(await pebble.root(1)));
  expect(await it.confNow()).toMatchObject({
    Le_Webroot: "dns_challtest",
    Le_ChallengeAlias: "alias.test,",
    Le_DNSSleep: "1",
    Le_RenewalDays: "45",
    Le_Keylength: "ec-384",
  });
});

it("CE3 lists at once why a certificate can't be renewed here", async () => {
  await using it = await arrange({ Le_Webroot: "dns" });
  const why = expect.stringMatching(
    /^acme\.sh issued the certificate for a\.example\.test in DNS manual mode, /,
  );
  const deployer = createDeployer({
    folder: createCertificateFolder(it.folder),
    runtime: createRuntimeApiClient({ address: { path: join(it.folder, "none.sock") } }),
    lockFolder: it.folder,
  });
  const manager = createCertificateManager({ drivers: [it.driver], deployer, folder: it.folder });
  expect(await manager.info("a.example.test")).toMatchObject({ lastError: why, notRenewable: why });
  expect(await manager.renewAll({ force: true })).toEqual([]);
  await expect(it.driver.issue(request, {})).rejects.toMatchObject({ code: "NOT_CONFIGURED", message: why });
});

it("CE3 leaves a certificate its credentials that acme.sh stored, when the settings have none", async () => {
  await using it = await arrange({ Le_Webroot: "dns_cf" });
  await it.driver.check(request, {});
  const other = { ...request, names: certificateNames(["b.example.test"]) };
  await expect(it.driver.check(other, {})).rejects.toMatchObject({
    code: "NOT_CONFIGURED",
  });
});
