import { readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  assertNoSecret,
  atFullSize,
  type PebbleRelease,
  runChild,
  startCloudflareStandIn,
  startPebble,
  type TestPebble,
  temporaryFolder,
  testSecret,
} from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAcmeShDriver } from "../../src/acme-sh/acme-sh-driver.js";
import { certificateNames } from "../../src/certificate-names.js";
import { createCloudflareProvider } from "../../src/dns/cloudflare.js";
import type { Progress } from "../../src/driver.js";
import { createEmbeddedDriver } from "../../src/embedded/embedded-driver.js";
import { readBundle } from "../../src/x509/certificate-bundle.js";
import { letLocksAge } from "../locks.js";
import { acmeShScript, DRIVERS, type DriverName, shortSleeps } from "./drivers.js";

const LIMIT_MS = 60_000;
const CHILD = fileURLToPath(new URL("../children/issue.mjs", import.meta.url));
const request = {
  names: certificateNames(["a.example.test", "*.a.example.test"]),
  keyType: "ec-256" as const,
};

const KILLS: readonly (readonly [step: string, release: PebbleRelease])[] = [
  ["dns", "old"],
  ["validation", "new"],
  ["validation", "old"],
  ["download", "old"],
];
/** acme.sh takes seconds for each. */
const killsOf = (name: DriverName) => KILLS.slice(0, atFullSize(KILLS.length, name === "embedded" ? 2 : 1));

let shared: TestPebble;
beforeAll(async () => {
  shared = await startPebble({ release: "old" });
});
afterAll(() => shared[Symbol.asyncDispose]());

/** Each driver with Cloudflare as in production: acme.sh with its own dns_cf, redirected to the stand-in by curl. */
async function arrange(
  name: DriverName,
  {
    pebble = shared,
    token,
    limitMs = 10_000,
  }: { readonly token?: string; readonly pebble?: TestPebble; readonly limitMs?: number } = {},
) {
  const folder = await temporaryFolder();
  const standIn = await startCloudflareStandIn({
    ca: pebble.serverCa,
    zones: ["example.test"],
    dns: pebble.dns,
  });
  const provider = {
    token: token ?? standIn.token,
    apiUrl: standIn.apiUrl,
    ca: pebble.serverCa.ca,
    limitMs,
  };
  const common = {
    folder: join(folder.path, "own"),
    directoryUrl: pebble.directoryUrl,
    dnsWaitMs: 0,
    email: undefined,
    externalAccount: undefined,
  };
  const dns = createCloudflareProvider({ ...provider, token: async () => provider.token });
  const embedded = { ...common, ca: pebble.serverCa.ca };
  const acmeSh = {
    ...common,
    program: name === "embedded" ? "" : acmeShScript(name),
    home: join(folder.path, "home"),
    hook: "dns_cf",
    ca: { file: pebble.serverCa.caFile, pem: pebble.serverCa.ca },
    environment: await withCurlAndShim(folder.path, standIn.port),
  };
  return {
    standIn,
    folder: folder.path,
    /** For another process. */
    job: {
      kind: name === "embedded" ? "embedded" : "acme.sh",
      options: name === "embedded" ? embedded : acmeSh,
      cloudflare: provider,
    },
    driver:
      name === "embedded"
        ? createEmbeddedDriver({ ...embedded, dns })
        : createAcmeShDriver({ ...acmeSh, dns, hookEnvironment: async () => ({ CF_Token: provider.token }) }),
    async [Symbol.asyncDispose]() {
      await standIn[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** A curl that connects to the stand-in instead of Cloudflare, and short waits. */
async function withCurlAndShim(folder: string, port: number): Promise<Readonly<Record<string, string>>> {
  const curlHome = join(folder, "curl");
  await mkdir(curlHome);
  await writeFile(join(curlHome, ".curlrc"), `connect-to = "api.cloudflare.com:443:127.0.0.1:${port}"\n`);
  return { CURL_HOME: curlHome, PATH: await shortSleeps(folder) };
}

describe.each(DRIVERS)("%s with Cloudflare", (name) => {
  it("issues for a domain and its wildcard, and removes its records", { timeout: LIMIT_MS }, async () => {
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
    ["a bad token", { token: testSecret("bad-token") }, undefined, "bad-token", "rejected the token"],
    ["a missing permission", {}, "may-not-edit", "missing-right", "Zone:DNS:Edit"],
    ["an API that fails", {}, "failing", "unreachable", "status 502"],
    ["a slow API", { limitMs: 1_000 }, "silent", "slow", "no response within 1000 ms"],
  ] as const)(
    "reports %s before it contacts the CA",
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
      assertNoSecret(String(failure.stack) + JSON.stringify(failure), "the error");
      expect([...(await it.driver.list()).keys()]).toEqual([]);
    },
  );

  it("reports a zone that the token can't see, and an API that is down", { timeout: LIMIT_MS }, async () => {
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

  it.each(killsOf(name))(
    "issues at the next try after a kill at %s, with the %s pebble, and removes all records",
    { timeout: LIMIT_MS },
    async (killAt, release) => {
      await using pebble = await startPebble({ release });
      await using it = await arrange(name, { pebble });
      expect(await runChild(CHILD, { ...it.job, names: request.names, killAt })).toBeUndefined();
      await letLocksAge(it.folder);
      const messages: string[] = [];
      const onProgress = ({ message }: Progress) => messages.push(message);
      const { chainPem, keyPem } = await it.driver.issue(request, { onProgress });
      if (name === "embedded") expect(messages).toContain("Resuming the interrupted order");
      expect([...readBundle(chainPem, keyPem).leaf.names].sort()).toEqual([
        "*.a.example.test",
        "a.example.test",
      ]);
      expect(it.standIn.records.size).toBe(0);
      expect((await it.driver.list()).size).toBe(1);
    },
  );

  it("passes no secret as an argument of a process", { timeout: LIMIT_MS }, async () => {
    await using it = await arrange(name);
    const seen: string[] = [];
    await it.driver.issue(request, { onProgress: () => seen.push(...commandLines()) });
    expect(seen.some((line) => line.includes(shared.directoryUrl.slice(-9)))).toBe(name !== "embedded");
    expect(seen.filter((line) => line.includes(it.standIn.token) && !line.includes("curl"))).toEqual([]);
  });
});

function commandLines(): readonly string[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      return "";
    }
  });
}
