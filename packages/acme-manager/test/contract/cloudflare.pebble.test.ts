import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startCloudflareStandIn, startPebble, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { acmeShDriver } from "../../src/acme-sh/acme-sh-driver.js";
import { certificateNames } from "../../src/certificate-names.js";
import { cloudflare } from "../../src/dns/cloudflare.js";
import type { AcmeDriver } from "../../src/driver.js";
import { embeddedDriver } from "../../src/embedded/embedded-driver.js";
import { readBundle } from "../../src/x509/certificate-bundle.js";
import { acmeShScript, type DriverName } from "./drivers.js";

const LIMIT_MS = 60_000;
const request = {
  names: certificateNames(["a.example.test", "*.a.example.test"]),
  keyType: "ec-256" as const,
};

/** Each driver with Cloudflare as it is used in production: acme.sh with its own dns_cf, sent to the stand-in by curl. */
async function arrange(name: DriverName, given: { readonly token?: string } = {}) {
  const pebble = await startPebble();
  const folder = await temporaryFolder();
  const standIn = await startCloudflareStandIn({
    ca: pebble.serverCa,
    zones: ["example.test"],
    dns: pebble.dns,
  });
  const token = given.token ?? standIn.token;
  const common = {
    folder: join(folder.path, "own"),
    directoryUrl: pebble.directoryUrl,
    dns: cloudflare({
      token: async () => token,
      apiUrl: standIn.apiUrl,
      ca: pebble.serverCa.ca,
      limitMs: 1_000,
    }),
    dnsWaitMs: 0,
    email: undefined,
    externalAccount: undefined,
  };
  return {
    pebble,
    standIn,
    folder: folder.path,
    driver: name === "embedded" ? embeddedDriver({ ...common, ca: pebble.serverCa.ca }) : await acmeSh(name),
    async [Symbol.asyncDispose]() {
      await standIn[Symbol.asyncDispose]();
      await pebble[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };

  async function acmeSh(name: Exclude<DriverName, "embedded">): Promise<AcmeDriver> {
    const curlHome = join(folder.path, "curl");
    await mkdir(curlHome);
    await writeFile(
      join(curlHome, ".curlrc"),
      `connect-to = "api.cloudflare.com:443:127.0.0.1:${standIn.port}"\n`,
    );
    return acmeShDriver({
      ...common,
      program: acmeShScript(name),
      home: join(folder.path, "home"),
      hook: "dns_cf",
      hookEnvironment: async () => ({ CF_Token: token }),
      ca: { file: pebble.serverCa.caFile, pem: pebble.serverCa.ca },
      environment: { CURL_HOME: curlHome },
    });
  }
}

describe.each<DriverName>(["embedded", "acme.sh 3.1.1", "acme.sh 3.1.5"])("%s with Cloudflare", (name) => {
  it("issues for a domain and all below it, and takes its records away", { timeout: LIMIT_MS }, async () => {
    await using it = await arrange(name);
    const { chainPem, keyPem } = await it.driver.issue(request, {});
    expect([...readBundle(chainPem, keyPem).leaf.names].sort()).toEqual([
      "*.a.example.test",
      "a.example.test",
    ]);
    expect(it.standIn.requests.filter((one) => one.startsWith("POST "))).toHaveLength(2);
    expect(it.standIn.records.size).toBe(0);
  });

  it.each([
    ["a bad token", { token: "bad-secret-token" }, undefined, "bad-token", "does not take the token"],
    ["a missing right", {}, "may-not-edit", "missing-right", "Zone:DNS:Edit"],
    ["an API that fails", {}, "failing", "unreachable", "status 502"],
    ["an API that is slow", {}, "silent", "slow", "no answer within 1000 ms"],
  ] as const)(
    "tells %s before the CA is asked for anything",
    { timeout: LIMIT_MS },
    async (_what, given, fault, reason, message) => {
      await using it = await arrange(name, given);
      if (fault !== undefined) it.standIn.fault = fault;
      const failure = await it.driver.issue(request, {}).catch((error) => error);
      expect(failure).toMatchObject({
        code: "DNS_PROVIDER",
        reason,
        message: expect.stringContaining(message),
      });
      expect(failure.message).not.toContain("secret");
      expect([...(await it.driver.list()).keys()]).toEqual([]);
    },
  );

  it("tells a zone that the token may not see, and an API that is down", { timeout: LIMIT_MS }, async () => {
    await using it = await arrange(name);
    const other = { names: certificateNames(["a.example.org"]), keyType: "ec-256" as const };
    await expect(it.driver.issue(other, {})).rejects.toMatchObject({
      code: "DNS_PROVIDER",
      reason: "no-zone",
    });
    await it.standIn.stop();
    await expect(it.driver.issue(request, {})).rejects.toMatchObject({
      code: "DNS_PROVIDER",
      reason: "unreachable",
    });
  });
});
