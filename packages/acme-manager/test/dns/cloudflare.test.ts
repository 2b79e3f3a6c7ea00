import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  assertNoSecret,
  createTestCa,
  startCloudflareStandIn,
  temporaryFolder,
  testSecret,
} from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dnsProviderContract } from "../../src/contract.js";
import { createCloudflareProvider } from "../../src/dns/cloudflare.js";
import { cloudflareToken } from "../../src/dns/cloudflare-token.js";

async function arrange() {
  const folder = await temporaryFolder();
  const ca = await createTestCa(folder.path);
  const standIn = await startCloudflareStandIn({ ca, zones: ["example.test", "deep.example.test"] });
  return {
    standIn,
    provider: (token = standIn.token) =>
      createCloudflareProvider({
        token: async () => token,
        apiUrl: standIn.apiUrl,
        ca: ca.ca,
        limitMs: standIn.fault === "silent" ? 500 : 10_000,
      }),
    async [Symbol.asyncDispose]() {
      await standIn[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const record = { name: "_acme-challenge.a.deep.example.test", value: "the-value" };

describe("Cloudflare", () => {
  describe("as any DNS provider", () => {
    let shared: Awaited<ReturnType<typeof arrange>>;
    let count = 0;
    beforeAll(async () => {
      shared = await arrange();
    });
    afterAll(() => shared?.[Symbol.asyncDispose]());

    it.each(dnsProviderContract)("$name", async ({ run }) => {
      const { standIn, provider } = shared;
      await run({
        open: async () => provider(),
        domain: `d${count++}.example.test`,
        foreignDomain: "example.org",
        texts: async (name) =>
          [...standIn.records.values()].filter((one) => one.name === name).map(({ content }) => content),
      });
    });
  });

  it("adds a record beside others in the zone of the longest suffix, and removes only that one", async () => {
    await using it = await arrange();
    const provider = it.provider();
    const other = { ...record, value: "another-value" };
    await provider.check(["a.deep.example.test", "example.test"], {});
    await provider.add(record, {});
    await provider.add(other, {});
    await provider.add(record, {});
    expect([...it.standIn.records.values()].map(({ content }) => content)).toEqual([
      "the-value",
      "another-value",
    ]);
    expect(it.standIn.requests).toContain("POST /zones/zone-1/dns_records");
    await provider.remove(record, {});
    await provider.remove(record, {});
    expect([...it.standIn.records.values()]).toEqual([{ name: record.name, content: "another-value" }]);
  });

  it("CE6 works with a token that an account owns, which /user/tokens/verify doesn't know", async () => {
    await using it = await arrange();
    const provider = it.provider();
    await provider.check(["example.test"], {});
    await provider.add(record, {});
    await provider.remove(record, {});
    expect(it.standIn.requests.filter((one) => one.includes("/tokens/"))).toEqual([]);
  });

  it.each([
    [
      "a bad token",
      { token: testSecret("nonsense") },
      "bad-token",
      "rejected the token: Invalid API Token (1000)",
    ],
    [
      "CE6 a token that Cloudflare doesn't know",
      { fault: "unknown-token" as const },
      "bad-token",
      "rejected the token: Invalid access token (9109)",
    ],
    ["a missing permission", { fault: "may-not-edit" as const }, "missing-right", "Zone:DNS:Edit"],
    ["no such zone", { domain: "example.org" }, "no-zone", "no zone for example.org is visible"],
    ["an API that fails", { fault: "failing" as const }, "unreachable", "status 502"],
    ["a slow API", { fault: "silent" as const }, "slow", "no response within 500 ms"],
    ["an API that is down", { isDown: true }, "unreachable", "ECONNREFUSED"],
  ])(
    "reports %s",
    async (_what, { token, fault, domain = "example.test", isDown }: Case, reason, message) => {
      await using it = await arrange();
      if (fault !== undefined) it.standIn.fault = fault;
      if (isDown === true) await it.standIn.stop();
      const failure = await it
        .provider(token)
        .check([domain], {})
        .catch((error) => error);
      expect(failure).toMatchObject({
        code: "DNS_PROVIDER",
        reason,
        message: expect.stringContaining(message),
      });
      assertNoSecret(JSON.stringify([failure, failure.message, String(failure.cause)]), "the error");
    },
  );

  it("stops when cancelled", async () => {
    await using it = await arrange();
    it.standIn.fault = "silent";
    const checked = it.provider().check(["example.test"], { signal: AbortSignal.timeout(50) });
    await expect(checked).rejects.toMatchObject({ code: "CANCELLED" });
  });
});

interface Case {
  readonly token?: string;
  readonly fault?: "may-not-edit" | "unknown-token" | "failing" | "silent";
  readonly domain?: string;
  readonly isDown?: boolean;
}

describe("the token", () => {
  it("comes from the environment, or from a file that other users can't read", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "cloudflare.ini");
    await expect(cloudflareToken({ fromEnvironment: undefined, file })).rejects.toMatchObject({
      code: "NOT_CONFIGURED",
    });
    await writeFile(file, "# comment\ndns_cloudflare_api_token = from-the-file\n", { mode: 0o600 });
    expect(await cloudflareToken({ fromEnvironment: undefined, file })).toBe("from-the-file");
    expect(await cloudflareToken({ fromEnvironment: "from-the-environment", file })).toBe(
      "from-the-environment",
    );
    await chmod(file, 0o644);
    await expect(cloudflareToken({ fromEnvironment: undefined, file })).rejects.toThrow(`chmod 600 ${file}`);
    await writeFile(file, "dns_cloudflare_api_key = other\n");
    await chmod(file, 0o600);
    await expect(cloudflareToken({ fromEnvironment: undefined, file })).rejects.toThrow("has no line");
  });
});
