import { readdir, readFile } from "node:fs/promises";
import {
  assertNoSecret,
  atFullSize,
  type PebbleRelease,
  startPebble,
  type TestPebble,
  testSecret,
} from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certificateNames } from "../../src/certificate-names.js";
import type { IssuedCertificate, IssueRequest, Progress } from "../../src/driver.js";
import { readBundle } from "../../src/x509/certificate-bundle.js";
import { arrangeDriver, type DriverName, type DriverSetUp } from "./drivers.js";
import { RETRY_AT, startFaultProxy } from "./fault-proxy.js";

const LIMIT_MS = 60_000;
/** The directory times out after 10 s, a driver after three minutes. */
const SOON_MS = 40_000;
const EXTERNAL_ACCOUNT = {
  kid: "the-kid",
  hmacKey: testSecret("of-the-eab-and-long-enough"),
};

function request(...names: string[]): IssueRequest {
  return { names: certificateNames(names), keyType: "ec-256" };
}

const leafOf = ({ chainPem, keyPem }: IssuedCertificate) => readBundle(chainPem, keyPem).leaf;

/** The contract of every driver, with each release of the CA. */
export function driverContract(name: DriverName): void {
  describe.each<PebbleRelease>(atFullSize(["old", "new"], ["new"]))(
    `${name} with the %s pebble`,
    (release) => {
      let shared: TestPebble;
      beforeAll(async () => {
        shared = await startPebble({ release, blockedDomain: "blocked.test" });
      });
      afterAll(() => shared[Symbol.asyncDispose]());
      const arrange = (setUp: Partial<DriverSetUp> = {}) => arrangeDriver(name, shared, setUp);
      // acme.sh takes seconds for each
      const itInFull = it.runIf(atFullSize(true, name === "embedded"));

      it("issues for a domain and its wildcard, reports progress, and leaves no record", {
        timeout: LIMIT_MS,
      }, async () => {
        await using it = await arrange();
        const progress: Progress[] = [];
        const certificate = await it.driver.issue(request("a.example.test", "*.a.example.test"), {
          onProgress: (one) => progress.push(one),
        });
        const { leaf, chain, key } = readBundle(certificate.chainPem, certificate.keyPem);
        expect([...leaf.names].sort()).toEqual(["*.a.example.test", "a.example.test"]);
        expect(leaf.keyType).toBe("EC P-256");
        expect(chain).toHaveLength(1);
        expect(leaf.x509.checkPrivateKey(key)).toBe(true);
        const steps = new Set(progress.map(({ step }) => step));
        expect(steps).toEqual(new Set(["account", "order", "dns", "validation", "download"]));
        expect(await shared.dns.texts("_acme-challenge.a.example.test")).toEqual([]);
        expect([...(await it.driver.list()).values()]).toEqual([certificate]);
      });

      itInFull("issues one name with an RSA key", { timeout: LIMIT_MS }, async () => {
        await using it = await arrange();
        const certificate = await it.driver.issue({ ...request("a.example.test"), keyType: "rsa-2048" }, {});
        expect(leafOf(certificate)).toMatchObject({ names: ["a.example.test"], keyType: "RSA 2048" });
      });

      itInFull("issues a wildcard alone", { timeout: LIMIT_MS }, async () => {
        await using it = await arrange();
        const certificate = await it.driver.issue(request("*.a.example.test"), {});
        expect(leafOf(certificate).names).toEqual(["*.a.example.test"]);
        expect([...(await it.driver.list()).keys()]).toEqual(["*.a.example.test"]);
      });

      itInFull(
        "binds an external account, and reports that the CA requires one",
        {
          timeout: LIMIT_MS,
        },
        async () => {
          await using pebble = await startPebble({ release, externalAccount: EXTERNAL_ACCOUNT });
          await using it = await arrangeDriver(name, pebble, { externalAccount: EXTERNAL_ACCOUNT });
          expect(leafOf(await it.driver.issue(request("a.example.test"), {})).names).toEqual([
            "a.example.test",
          ]);
          await using without = await arrangeDriver(name, pebble);
          await expect(without.driver.issue(request("a.example.test"), {})).rejects.toMatchObject({
            code: "EAB_REQUIRED",
          });
          await expect(without.driver.check(request("a.example.test"), {})).rejects.toMatchObject({
            code: "EAB_REQUIRED",
          });
          const wrong = { kid: "the-kid", hmacKey: testSecret("of-another-and-as-long-as-it") };
          await using other = await arrangeDriver(name, pebble, { externalAccount: wrong });
          const failure = await other.driver.issue(request("a.example.test"), {}).catch((error) => error);
          expect(failure).toMatchObject({ code: "EAB_REQUIRED" });
          assertNoSecret(String(failure.stack) + JSON.stringify(failure), "the error");
        },
      );

      it("replaces a certificate, and can revoke and forget it", { timeout: LIMIT_MS }, async () => {
        await using it = await arrange();
        const first = await it.driver.issue(request("a.example.test"), {});
        const second = await it.driver.issue(request("a.example.test", "b.example.test"), {});
        expect(leafOf(second).serial).not.toBe(leafOf(first).serial);
        expect([...(await it.driver.list()).values()]).toEqual([second]);
        await it.driver.revoke("a.example.test", {});
        expect(await shared.statusOf(leafOf(second).serial)).toBe("Revoked");
        await it.driver.remove("a.example.test");
        await it.driver.remove("a.example.test");
        expect([...(await it.driver.list()).keys()]).toEqual([]);
        await expect(it.driver.revoke("a.example.test", {})).rejects.toMatchObject({
          code: "CERTIFICATE_NOT_FOUND",
        });
      });

      it("reports the record that the CA does not find", { timeout: LIMIT_MS }, async () => {
        await using it = await arrange({ publishesNothing: true });
        await expect(it.driver.issue(request("a.example.test"), {})).rejects.toMatchObject({
          code: "VALIDATION_FAILED",
          message: expect.stringMatching(/^a\.example\.test was not validated: /),
        });
        expect([...(await it.driver.list()).keys()]).toEqual([]);
      });

      itInFull(
        "reports what the CA refuses, and keeps the old certificate",
        {
          timeout: LIMIT_MS,
        },
        async () => {
          await using it = await arrange();
          await expect(it.driver.issue(request("x.blocked.test"), {})).rejects.toMatchObject({
            code: "CA_REFUSED",
            message: expect.stringContaining("x.blocked.test"),
          });
          const kept = await it.driver.issue(request("a.example.test"), {});
          await expect(
            it.driver.issue(request("a.example.test", "x.blocked.test"), {}),
          ).rejects.toMatchObject({
            code: "CA_REFUSED",
          });
          expect([...(await it.driver.list()).values()]).toEqual([kept]);
        },
      );

      itInFull.each([
        ["429 with Retry-After", "rate-limited", "RATE_LIMITED"],
        ["500", "failing", "CA_FAILED"],
      ] as const)(
        "reports a %s as response to the order",
        { timeout: LIMIT_MS },
        async (_what, kind, code) => {
          await using proxy = await startFaultProxy(shared);
          await using it = await arrange({ directoryUrl: proxy.directoryUrl });
          proxy.fault = { path: "/order-plz", kind };
          const failure = await it.driver.issue(request("a.example.test"), {}).catch((error) => error);
          expect(failure).toMatchObject({ code });
          if (kind === "rate-limited") expect(failure.retryAt).toEqual(RETRY_AT);
          proxy.fault = undefined;
          expect(leafOf(await it.driver.issue(request("a.example.test"), {})).names).toEqual([
            "a.example.test",
          ]);
        },
      );

      // concurrent, because they wait
      it.concurrent.each([
        ["HTML", "html"],
        ["silence", "silent"],
      ] as const)(
        "reports %s in place of a directory, long before its own limit",
        { timeout: SOON_MS },
        async (_what, kind) => {
          await using proxy = await startFaultProxy(shared);
          proxy.fault = { path: "/dir", kind };
          await using it = await arrange({ directoryUrl: proxy.directoryUrl });
          await expect(it.driver.issue(request("a.example.test"), {})).rejects.toMatchObject({
            code: "CA_UNREACHABLE",
          });
        },
      );

      it.concurrent("times out on a CA that stops responding, and removes its records", {
        timeout: LIMIT_MS,
      }, async () => {
        await using proxy = await startFaultProxy(shared);
        await using it = await arrange({ directoryUrl: proxy.directoryUrl, limitMs: 6_000 });
        // when it is asked to validate the record
        proxy.fault = { path: "/chalZ/", kind: "silent" };
        await expect(it.driver.issue(request("a.example.test"), {})).rejects.toMatchObject({
          code: "TIMEOUT",
        });
        expect(await processesOf(it.folder)).toEqual([]);
        expect(await shared.dns.texts("_acme-challenge.a.example.test")).toEqual([]);
      });

      it("reports that the CA is down, long before its own limit", { timeout: SOON_MS }, async () => {
        await using pebble = await startPebble({ release });
        await using it = await arrangeDriver(name, pebble);
        await pebble.stop();
        await expect(it.driver.issue(request("a.example.test"), {})).rejects.toMatchObject({
          code: "CA_UNREACHABLE",
        });
        await expect(it.driver.check(request("a.example.test"), {})).rejects.toMatchObject({
          code: "CA_UNREACHABLE",
        });
      });

      itInFull("retries with a new nonce when the CA refuses one", { timeout: LIMIT_MS }, async () => {
        await using pebble = await startPebble({ release, rejectedNonces: 30 });
        await using it = await arrangeDriver(name, pebble);
        expect(leafOf(await it.driver.issue(request("a.example.test"), {})).names).toEqual([
          "a.example.test",
        ]);
      });

      it("stops when its caller cancels, and leaves no record and no process", {
        timeout: LIMIT_MS,
      }, async () => {
        await using it = await arrange();
        const caller = new AbortController();
        const issued = it.driver.issue(request("a.example.test"), {
          signal: caller.signal,
          onProgress: ({ step }) => step === "dns" && caller.abort(),
        });
        await expect(issued).rejects.toMatchObject({ code: "CANCELLED" });
        expect(await shared.dns.texts("_acme-challenge.a.example.test")).toEqual([]);
        expect(await processesOf(it.folder)).toEqual([]);
        expect(leafOf(await it.driver.issue(request("a.example.test"), {})).names).toEqual([
          "a.example.test",
        ]);
      });

      itInFull(
        "gives each of several concurrent callers its own certificate",
        // acme.sh runs for one after another, and waits 2 s and what the CA says more each time that it is not ready
        { timeout: 2 * LIMIT_MS },
        async () => {
          await using it = await arrange();
          const names = Array.from({ length: atFullSize(5, 3) }, (_, i) => `d${i}.example.test`);
          const certificates = await Promise.all(names.map((one) => it.driver.issue(request(one), {})));
          expect(certificates.map((one) => leafOf(one).names)).toEqual(names.map((one) => [one]));
          expect([...(await it.driver.list()).keys()].sort()).toEqual(names);
        },
      );

      itInFull(
        "makes a new account when the CA no longer knows the old one",
        {
          timeout: LIMIT_MS,
        },
        async () => {
          await using pebble = await startPebble({ release });
          await using it = await arrangeDriver(name, pebble);
          await it.driver.issue(request("a.example.test"), {});
          await pebble.restart();
          expect(leafOf(await it.driver.issue(request("b.example.test"), {})).names).toEqual([
            "b.example.test",
          ]);
          expect(leafOf(await it.driver.issue(request("a.example.test"), {})).names).toEqual([
            "a.example.test",
          ]);
        },
      );

      itInFull("reads when the CA wants a renewal", { timeout: LIMIT_MS }, async () => {
        await using it = await arrange();
        const certificate = await it.driver.issue(request("a.example.test"), {});
        if (release === "old") {
          expect(await it.driver.renewalInfo(certificate, {})).toBeUndefined();
          return;
        }
        const end = new Date(Math.floor(Date.now() / 1_000) * 1_000 - 60_000);
        const start = new Date(end.getTime() - 60_000);
        await shared.setRenewalInfo(certificate.chainPem, { start, end });
        expect(await it.driver.renewalInfo(certificate, {})).toMatchObject({ start, end });
      });
    },
  );
}

/** Command lines of processes that mention a folder. */
async function processesOf(folder: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return lines.filter((line) => line.includes(folder) && !line.includes("pebble"));
}
