import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { Agent, get } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { testSecret } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { servedFor, startWithCertificates, type WithCertificates } from "../support/certificates.js";
import { startServing } from "../support/program.js";
import { shared } from "../support/shared.js";

const reloads = async ({ haproxy }: WithCertificates) =>
  /^Pid: (\d+)$/m.exec(await haproxy.runtime("show info"))?.[1];

async function call({ client }: WithCertificates, name: string, args: Record<string, unknown> = {}) {
  const result = await client.callTool({ name: `haproxy_${name}`, arguments: args });
  if (result.isError === true) throw new Error(result.content[0]?.text);
  return result.structuredContent as Record<string, unknown>;
}

describe("certificate tools that change nothing", () => {
  const unchanged = shared(startWithCertificates);

  it("checks CA and DNS provider with dry_run, and changes nothing", async () => {
    const at = unchanged();
    expect(await call(at, "issue_cert", { domain: "a.example.test", dry_run: true })).toMatchObject({
      issued: false,
      plan: { steps: [expect.stringContaining("a.example.test, *.a.example.test")] },
    });
    await expect(call(at, "issue_cert", { domain: "a.example.org", dry_run: true })).rejects.toThrow(
      /^DNS_PROVIDER: .*no zone/,
    );
    expect(await call(at, "list_certs")).toMatchObject({ total: 0 });
    expect(at.cloudflare.records.size).toBe(0);
  });

  it.each([
    ["issue_cert", { domain: "not a name" }, /^INVALID_NAMES: /],
    ["issue_cert", { domain: "a.example.test", san: ["b_c.example.test"] }, /^INVALID_NAMES: /],
    ["cert_info", { domain: "a.example.test" }, /^CERTIFICATE_NOT_FOUND: .*haproxy_list_certs/],
    ["renew_cert", { domain: "a.example.test" }, /^CERTIFICATE_NOT_FOUND: /],
    ["delete_cert", { domain: "../../etc/passwd" }, /^CERTIFICATE_NOT_FOUND: /],
    ["delete_cert", { domain: "00-default.pem" }, /^DEFAULT_CERTIFICATE: /],
  ])("%s refuses %j with a code and a remedy", async (name, args, message) => {
    const at = unchanged();
    await expect(call(at, name, args)).rejects.toThrow(message);
    expect(await readdir(at.certsDir)).toEqual(["00-default.pem"]);
  });
});

describe("certificate tools", () => {
  it.each([
    ["on this machine", false],
    ["in a container with other paths", true],
  ])(
    "issue, show, renew and delete with no reload, and cut no connection, %s",
    { timeout: 60_000 },
    async (_where, inContainer) => {
      await using at = await startWithCertificates({}, { inContainer });
      const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
      const ask = async () => {
        const outgoing = get({
          ...at.tls,
          agent,
          servername: "a.example.test",
          headers: { host: "a.example.test" },
        });
        const [incoming] = await once(outgoing, "response");
        await text(incoming);
        return outgoing.reusedSocket;
      };
      const worker = await reloads(at);
      const messages: (string | undefined)[] = [];
      const issued = await at.client.callTool(
        { name: "haproxy_issue_cert", arguments: { domain: "a.example.test" } },
        { onProgress: (message) => messages.push(message) },
      );
      expect(issued.structuredContent).toMatchObject({
        issued: true,
        names: ["a.example.test", "*.a.example.test"],
        certificate: { served: "yes", state: "valid", driver: "embedded", days_left: 89 },
        deployment: { method: "runtime", reloads: 0, handshake: "verified" },
      });
      for (const step of ["account", "order", "dns", "validation", "download", "deploy"]) {
        expect(
          messages.some((message) => message?.startsWith(`${step}: `)),
          step,
        ).toBe(true);
      }
      const first = await servedFor(at, "www.a.example.test");
      expect(first.subjectAltName).toContain("DNS:*.a.example.test");
      expect(await ask()).toBe(false);

      expect(await call(at, "issue_cert", { domain: "a.example.test" })).toMatchObject({ issued: false });
      expect(await call(at, "renew_cert", { domain: "a.example.test" })).toMatchObject({ renewed: false });
      expect(await call(at, "renew_cert", { domain: "a.example.test", dry_run: true })).toMatchObject({
        renewed: false,
        why: expect.stringContaining("not due"),
      });
      const again = { domain: "a.example.test", force: true };
      expect(await call(at, "renew_cert", { ...again, dry_run: true })).toMatchObject({
        renewed: false,
        plan: { files: ["a.example.test.pem"] },
      });
      expect((await servedFor(at, "a.example.test")).serialNumber).toBe(first.serialNumber);
      expect(await call(at, "renew_cert", again)).toMatchObject({
        renewed: true,
        deployment: { method: "runtime", reloads: 0 },
      });
      expect(await ask()).toBe(true);
      const second = await servedFor(at, "a.example.test");
      expect(second.serialNumber).not.toBe(first.serialNumber);
      expect(await call(at, "cert_info", { domain: "a.example.test" })).toMatchObject({
        serial: second.serialNumber,
        sha256: second.fingerprint256.replaceAll(":", ""),
        key_type: "EC P-256",
        deployed: true,
      });
      expect(await call(at, "list_certs")).toMatchObject({
        total: 1,
        certificates: [{ name: "a.example.test" }],
      });
      expect(await call(at, "list_certs", { expiring_within_days: 10 })).toMatchObject({ total: 0 });
      expect(await call(at, "renew_all_certs")).toMatchObject({ renewed: 0, skipped: 1, failed: 0 });
      for (const [force, steps] of [
        [false, []],
        [true, ["renew a.example.test"]],
      ] as const)
        expect(await call(at, "renew_all_certs", { force, dry_run: true })).toMatchObject({
          renewed: 0,
          plan: { steps },
        });
      const removal = { domain: "a.example.test", revoke: true };
      expect(await call(at, "delete_cert", { ...removal, dry_run: true })).toMatchObject({
        revoked: false,
        plan: { domains: ["a.example.test", "*.a.example.test"] },
      });
      expect((await servedFor(at, "a.example.test")).serialNumber).toBe(second.serialNumber);

      expect(await call(at, "delete_cert", { domain: "a.example.test", revoke: true })).toMatchObject({
        revoked: true,
      });
      expect(await ask()).toBe(true);
      agent.destroy();
      expect((await servedFor(at, "a.example.test")).subjectAltName).toBe("DNS:unknown.invalid");
      expect(await readdir(at.certsDir)).toEqual(["00-default.pem"]);
      expect(await reloads(at)).toBe(worker);
      expect(at.cloudflare.records.size).toBe(0);
      expect(await at.pebble.statusOf(second.serialNumber)).toBe("Revoked");
    },
  );

  it("stop when the caller cancels, and leave no DNS record", async () => {
    await using at = await startWithCertificates({ ACME_DNS_WAIT: "60" });
    const caller = new AbortController();
    const issued = at.client.callTool(
      { name: "haproxy_issue_cert", arguments: { domain: "a.example.test" } },
      {
        signal: caller.signal,
        onProgress: (message) => message?.startsWith("dns: Publishing") && caller.abort(),
      },
    );
    await expect(issued).rejects.toThrow();
    await expect.poll(() => at.cloudflare.records.size, { timeout: 5_000 }).toBe(0);
    expect(await call(at, "list_certs")).toMatchObject({ total: 0 });
  });

  it("deploys again what HAProxy lost, at the start and after a reload", async () => {
    await using at = await startWithCertificates();
    await call(at, "issue_cert", { domain: "a.example.test" });
    await at.serving.end("SIGTERM");
    await at.haproxy.runtime(`del ssl crt-list ${at.certsDir} ${at.certsDir}/a.example.test.pem`);
    await at.haproxy.runtime(`del ssl cert ${at.certsDir}/a.example.test.pem`);
    expect((await servedFor(at, "a.example.test")).subjectAltName).toBe("DNS:unknown.invalid");
    await using again = await startServing(at.haproxy, at.settings);
    await again.printed("certificate deployed again");
    expect((await servedFor(at, "a.example.test")).subjectAltName).toContain("DNS:a.example.test");

    const file = join(at.certsDir, "a.example.test.pem");
    const pem = await readFile(file, "utf8");
    await rm(file);
    await at.reload();
    await expect.poll(() => readFile(file, "utf8").catch(() => ""), { timeout: 10_000 }).toBe(pem);
    await expect
      .poll(async () => (await servedFor(at, "a.example.test")).subjectAltName, { timeout: 10_000 })
      .toContain("DNS:a.example.test");
  });

  it("reports in haproxy_health which one HAProxy lost", async () => {
    await using at = await startWithCertificates();
    await call(at, "issue_cert", { domain: "a.example.test" });
    const health = async () => (await call(at, "health", { details: true }))["components"];
    expect(await health()).toMatchObject({ certificates: { status: "ok", count: 2, unserved: [] } });

    await at.haproxy.runtime(`del ssl crt-list ${at.certsDir} ${at.certsDir}/a.example.test.pem`);
    await at.haproxy.runtime(`del ssl cert ${at.certsDir}/a.example.test.pem`);
    expect(await health()).toMatchObject({
      certificates: { status: "error", expiring: [], unserved: ["a.example.test"] },
    });

    await writeFile(join(at.certsDir, "broken"), "no certificate");
    expect(await health()).toMatchObject({
      certificates: {
        status: "error",
        count: 3,
        expiring: [expect.stringContaining("broken: it holds no certificate")],
        unserved: ["a.example.test"],
      },
    });
  });

  it("CE8, CE9 say which one is managed, and a dry run finds all that the real call would meet", async () => {
    await using at = await startWithCertificates();
    await writeFile(join(at.certsDir, "by-hand.crt"), certificateFor("hand.example.org"));
    const file = "by-hand.crt";
    expect(await call(at, "list_certs")).toMatchObject({
      certificates: [{ name: "hand.example.org", file, managed: false, renew_at: expect.any(String) }],
    });
    expect(await call(at, "cert_info", { domain: file })).toMatchObject({ managed: false, state: "valid" });
    const renewed = call(at, "renew_cert", { domain: "hand.example.org" });
    await expect(renewed).rejects.toThrow(/^CERTIFICATE_NOT_FOUND: hand\.example\.org was deployed by hand/);
    const tried = call(at, "issue_cert", { domain: "hand.example.org", dry_run: true });
    await expect(tried).rejects.toThrow(
      /^DNS_PROVIDER: .*no zone.*; also NAME_CONFLICT: by-hand\.crt and hand\.example\.org\.pem are both for hand/,
    );
    await call(at, "issue_cert", { domain: "a.example.test" });
    expect(await call(at, "cert_info", { domain: "a.example.test" })).toMatchObject({ managed: true });
    expect(await call(at, "issue_cert", { domain: "a.example.test", dry_run: true })).toMatchObject({
      issued: false,
      why: expect.stringContaining("a.example.test is not due for renewal"),
    });
    // CE11
    const add = (domain: string) => at.client.callTool({ name: "haproxy_add_domain", arguments: { domain } });
    const missed = await add("b.example.test");
    expect(missed.structuredContent).toMatchObject({ certificate: { covered: false } });
    expect(missed.content[0]?.text).toContain("Next, call haproxy_issue_cert for b.example.test");
    for (const domain of ["x.a.example.test", "*.a.example.test", "a.example.test"]) {
      const covered = (await add(domain)).structuredContent;
      expect(covered).toMatchObject({ certificate: { covered: true, file: "a.example.test.pem" } });
    }
  });

  it("shows no secret anywhere", async () => {
    const eab = testSecret("of-the-eab-and-long-enough");
    await using at = await startWithCertificates(
      { ACME_EAB_KID: "kid-1", ACME_EAB_HMAC_KEY: eab, LOG_LEVEL: "DEBUG" },
      { externalAccount: { kid: "kid-1", hmacKey: eab } },
    );
    const results = [
      await at.client.callTool({ name: "haproxy_issue_cert", arguments: { domain: "a.example.test" } }),
      await at.client.callTool({ name: "haproxy_cert_info", arguments: { domain: "a.example.test" } }),
    ];
    at.cloudflare.fault = "failing";
    results.push(
      await at.client.callTool({
        name: "haproxy_renew_cert",
        arguments: { domain: "a.example.test", force: true },
      }),
    );
    expect(results.at(-1)?.isError).toBe(true);
    const key = (await readFile(join(at.certsDir, "a.example.test.pem"), "utf8"))
      .split("PRIVATE KEY-----\n")[1]
      ?.split("\n")[0];
    const commandLine = await readFile(`/proc/${at.serving.pid}/cmdline`, "utf8");
    const said = JSON.stringify(results) + at.serving.stdout() + at.serving.stderr() + commandLine;
    for (const secret of [at.cloudflare.token, eab, key ?? "no key"]) expect(said).not.toContain(secret);
  });

  it("leaves another client's open transaction alone, and keeps what was issued", async () => {
    await using at = await startWithCertificates();
    const theirs = `${at.certsDir}/00-default.pem`;
    const pem = await readFile(theirs, "utf8");
    await at.haproxy.runtime(`set ssl cert ${theirs} <<\n${pem}`);
    await expect(call(at, "issue_cert", { domain: "a.example.test" })).rejects.toThrow(
      `abort ssl cert ${theirs}`,
    );
    expect(await readdir(at.certsDir)).toEqual(["00-default.pem"]);
    expect((await servedFor(at, "a.example.test")).subjectAltName).toBe("DNS:unknown.invalid");
    expect(await call(at, "cert_info", { domain: "a.example.test" })).toMatchObject({
      deployed: false,
      served: "no",
    });
    await at.haproxy.runtime(`abort ssl cert ${theirs}`);
    await at.reload();
    await expect
      .poll(async () => (await servedFor(at, "a.example.test")).subjectAltName, { timeout: 10_000 })
      .toContain("DNS:a.example.test");
  });

  it("deploys next to a broken file, and names it", async () => {
    await using at = await startWithCertificates();
    await writeFile(join(at.certsDir, "broken.pem"), "no certificate");
    expect(await call(at, "issue_cert", { domain: "a.example.test" })).toMatchObject({
      deployment: { handshake: "verified" },
    });
    expect(await call(at, "list_certs")).toMatchObject({
      certificates: [{ name: "a.example.test" }, { name: "broken.pem", state: "broken" }],
    });
  });
});

function certificateFor(name: string): string {
  const command = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-days",
    "80",
  ];
  const names = ["-subj", "/", "-addext", `subjectAltName=DNS:${name}`, "-keyout", "-", "-out", "-"];
  return execFileSync("openssl", [...command, ...names], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}
