import { execFileSync } from "node:child_process";
import { readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { certificateNames } from "../../src/certificate-names.js";
import { servedFingerprint } from "../../src/deploy/handshake.js";
import type { Progress } from "../../src/driver.js";
import { maker } from "../deploy/tls-haproxy.js";
import { arrange } from "../manager.js";

const request = {
  names: certificateNames(["a.example.test", "*.a.example.test"]),
  keyType: "ec-256" as const,
};

describe("issuing", () => {
  it("gets a certificate, serves it with no reload, and leaves no DNS record", async () => {
    await using it = await arrange();
    const { manager, at, pebble } = it;
    const worker = await at.worker();
    const steps: Progress[] = [];
    const { record, deployment } = await manager.issue(request, {
      onProgress: (progress) => steps.push(progress),
    });
    expect([...new Set(steps.map(({ step }) => step))]).toEqual([
      "account",
      "order",
      "dns",
      "validation",
      "download",
      "deploy",
    ]);
    expect(deployment).toEqual({
      file: "a.example.test.pem",
      method: "runtime",
      reloads: 0,
      handshake: "verified",
    });
    expect(record).toMatchObject({
      name: "a.example.test",
      state: "valid",
      served: "yes",
      isDeployed: true,
      driver: "embedded",
      details: { keyType: "EC P-256", daysLeft: 89 },
    });
    expect(await servedFingerprint(at.tls, "x.a.example.test", undefined)).toBe(record.details?.sha256);
    expect(await at.worker()).toBe(worker);
    expect(await pebble.dns.texts("_acme-challenge.a.example.test")).toEqual([]);
    expect(await manager.list()).toEqual([record]);
    await expect(manager.issue(request)).rejects.toMatchObject({ code: "NOT_DUE" });
  });

  it("writes keys and all other files readable only by their owner", async () => {
    await using it = await arrange();
    await it.manager.issue(request);
    for (const entry of await readdir(it.folder, { recursive: true, withFileTypes: true })) {
      const { mode } = await stat(join(entry.parentPath, entry.name));
      if (!entry.name.endsWith(".lock"))
        expect([entry.name, mode & 0o777]).toEqual([entry.name, entry.isDirectory() ? 0o700 : 0o600]);
    }
  });
});

describe("renewing", () => {
  it("renews when due or forced, and serves the new certificate", async () => {
    await using it = await arrange();
    const { manager, at, pebble } = it;
    const first = await manager.issue(request);
    await expect(manager.renew("a.example.test")).rejects.toMatchObject({
      code: "NOT_DUE",
      retryAt: first.record.renewAt,
    });
    const renewed = await manager.renew("a.example.test", { force: true });
    expect(renewed.record.details?.serial).not.toBe(first.record.details?.serial);
    expect(await servedFingerprint(at.tls, "a.example.test", undefined)).toBe(renewed.record.details?.sha256);
    expect(await pebble.dns.texts("_acme-challenge.a.example.test")).toEqual([]);
  });

  it("renews when the CA says so, and names what it replaces", async () => {
    await using it = await arrange({ release: "new" });
    const { manager, pebble } = it;
    await manager.issue(request);
    await manager.refreshRenewalInfo();
    expect(await manager.renewAll()).toMatchObject([{ name: "a.example.test", result: "skipped" }]);
    const pem = await readFile(join(it.at.certsDir, "a.example.test.pem"), "utf8");
    const hourAgo = Date.now() - 3_600_000;
    await pebble.setRenewalInfo(pem, { start: new Date(hourAgo - 1_000), end: new Date(hourAgo) });
    const state = join(it.folder, "states/a.example.test.json");
    const known = JSON.parse(await readFile(state, "utf8"));
    await writeFile(state, JSON.stringify({ window: { ...known.window, askAgainAt: new Date(0) } }));
    await manager.refreshRenewalInfo();
    expect((await manager.info("a.example.test")).state).toBe("due");
    expect(await manager.renewAll()).toMatchObject([{ name: "a.example.test", result: "renewed" }]);
    expect((await manager.info("a.example.test")).state).toBe("valid");
  });

  it("notes why it failed, and clears that after a success", async () => {
    await using it = await arrange();
    const { manager, pebble } = it;
    const { record } = await manager.issue(request);
    await pebble.stop();
    expect(await manager.renewAll({ force: true })).toMatchObject([
      { result: "failed", error: { code: "CA_UNREACHABLE" } },
    ]);
    const failed = await manager.info("a.example.test");
    expect(failed.lastError).toContain("the CA cannot be reached");
    expect(failed).toMatchObject({ served: "yes", details: record.details });
    await pebble.start();
    await manager.renew("a.example.test", { force: true });
    expect((await manager.info("a.example.test")).lastError).toBeUndefined();
  });

  it("reports the name that the CA refuses", async () => {
    await using it = await arrange({ release: "new", blockedDomain: "blocked.test" });
    const names = certificateNames(["x.blocked.test"]);
    await expect(it.manager.issue({ names, keyType: "ec-256" })).rejects.toMatchObject({
      code: "CA_REFUSED",
      message: expect.stringContaining("x.blocked.test"),
    });
    expect(await it.manager.list()).toEqual([]);
  });
});

describe("deleting", () => {
  it("leaves nothing in HAProxy, on disk and in the store", async () => {
    await using it = await arrange();
    const { manager, at, pebble } = it;
    const { record } = await manager.issue(request);
    // by its file it would stay in the driver's store, and be deployed again
    await expect(manager.remove("a.example.test.pem")).rejects.toMatchObject({
      code: "CERTIFICATE_NOT_FOUND",
      message: expect.stringContaining("the certificate for it is called a.example.test"),
    });
    await manager.remove("a.example.test", { revoke: true });
    expect(await pebble.statusOf(record.details?.serial ?? "")).toBe("Revoked");
    expect(await manager.list()).toEqual([]);
    expect(await at.haproxy.runtime("show ssl cert")).not.toContain("a.example.test");
    expect(await readdir(at.certsDir)).toEqual(["00-default.pem"]);
    await expect(manager.remove("a.example.test")).rejects.toMatchObject({ code: "CERTIFICATE_NOT_FOUND" });
    await expect(manager.remove("00-default.pem")).rejects.toMatchObject({ code: "DEFAULT_CERTIFICATE" });
    await expect(manager.remove("../certs/00-default")).rejects.toMatchObject({
      code: "CERTIFICATE_NOT_FOUND",
    });
  });

  it("does not start if HAProxy does not respond, or needs the certificate", async () => {
    await using it = await arrange();
    const { manager, at, pebble } = it;
    const { record } = await manager.issue(request);
    await at.haproxy.kill();
    await expect(manager.remove("a.example.test", { revoke: true })).rejects.toMatchObject({
      code: "DEPLOY_FAILED",
    });
    await at.haproxy.start();
    expect(await manager.reconcile()).toEqual([]);
    expect(await manager.list()).toEqual([record]);

    await rename(join(at.certsDir, "00-default.pem"), join(at.certsDir, "zz-default.pem"));
    await expect(manager.remove("a.example.test", { revoke: true })).rejects.toMatchObject({
      code: "DEFAULT_CERTIFICATE",
    });
    await rename(join(at.certsDir, "zz-default.pem"), join(at.certsDir, "00-default.pem"));
    await at.haproxy.restart();
    expect(await manager.list()).toEqual([record]);
    expect(await pebble.statusOf(record.details?.serial ?? "")).toBe("Valid");
  });

  it("deletes a certificate deployed by hand, and can't renew it", async () => {
    await using it = await arrange();
    const { pem, keyPem } = maker.leaf({ names: ["h.example.test"] });
    await writeFile(join(it.at.certsDir, "by-hand.crt"), pem + keyPem);
    await it.at.haproxy.reload();
    expect(await it.manager.list()).toMatchObject([
      {
        name: "h.example.test",
        file: "by-hand.crt",
        names: ["h.example.test"],
        served: "yes",
        state: "valid",
      },
    ]);
    await expect(it.manager.renew("by-hand.crt")).rejects.toMatchObject({ code: "CERTIFICATE_NOT_FOUND" });
    await expect(it.manager.info("nothing.test")).rejects.toMatchObject({ code: "CERTIFICATE_NOT_FOUND" });
    await it.manager.remove("by-hand.crt");
    expect(await it.manager.list()).toEqual([]);
  });
});

describe("reconciling", () => {
  it("deploys what HAProxy lost, and what never reached the folder", async () => {
    await using it = await arrange();
    const { manager, at } = it;
    const { record } = await manager.issue(request);
    expect(await manager.reconcile()).toEqual([]);
    await at.haproxy.runtime(`del ssl crt-list ${at.certsDir} ${at.certsDir}/a.example.test.pem`);
    await at.haproxy.runtime(`del ssl cert ${at.certsDir}/a.example.test.pem`);
    expect(await manager.info("a.example.test")).toMatchObject({ served: "no" });
    expect(await manager.reconcile()).toEqual([{ name: "a.example.test", cured: "served" }]);
    await at.deployer().remove("a.example.test.pem", {});
    expect(await manager.reconcile()).toEqual([{ name: "a.example.test", cured: "deployed" }]);
    expect(await manager.info("a.example.test")).toEqual(record);
    await writeFile(join(at.certsDir, "broken.pem"), "nothing");
    expect(await manager.reconcile()).toEqual([
      { name: "broken.pem", problem: expect.stringContaining("HAProxy would not start") },
    ]);
    const pipe = join(at.certsDir, "pipe.pem");
    execFileSync("mkfifo", [pipe]);
    expect(await manager.list()).toMatchObject([
      { name: "a.example.test", state: "valid" },
      { name: "broken.pem", state: "broken" },
      {
        name: "pipe.pem",
        state: "unreadable",
        lastError: `cannot read ${pipe}: it is a pipe, not a regular file`,
      },
    ]);
  });
});
