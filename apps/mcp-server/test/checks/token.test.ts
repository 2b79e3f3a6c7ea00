import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { tokenFilesOf } from "../../src/access/token-files.js";
import { formatTokens, type TokenRecord } from "../../src/access/token-records.js";
import { checkServedTokens, checkToken } from "../../src/checks/token.js";

const { signal } = new AbortController();

/** An HAProxy with maps of these names. */
function haproxyWith(...files: readonly string[]): RuntimeApiClient {
  return { execute: async () => files.map((file) => ({ file })) } as unknown as RuntimeApiClient;
}

describe("doctor", () => {
  it("reports an HAProxy that has no map of tokens", async () => {
    const files = tokenFilesOf({ mcp: { tokenFile: "/t" }, haproxy: { mapFile: "/conf/domains.map" } });
    const served = (...maps: readonly string[]) => checkServedTokens(haproxyWith(...maps), files, signal);

    expect(await served("/conf/domains.map", "/conf/mcp-tokens.map")).toEqual([]);
    expect(await served("/elsewhere/mcp-tokens.map")).toEqual([]);
    expect(await served("/conf/domains.map")).toMatchObject([
      { severity: "warning", message: expect.stringContaining("has no map mcp-tokens.map") },
    ]);
  });

  it("counts the tokens, and those that have expired", async () => {
    await using folder = await temporaryFolder();
    const files = tokenFilesOf({
      mcp: { tokenFile: join(folder.path, "mcp-token.env") },
      haproxy: { mapFile: join(folder.path, "domains.map") },
    });
    const found = async () => await checkToken(files, undefined);
    expect((await found()).findings).toMatchObject([{ message: expect.stringContaining("is missing") }]);

    const record = { role: "read", sha256: "0".repeat(64), created: "2020-01-01T00:00:00Z" } as const;
    const records = new Map<string, TokenRecord>([
      ["a", record],
      ["b", { ...record, expires: "2020-01-02T00:00:00Z" }],
    ]);
    await writeFile(files.tokensFile, formatTokens(records), { mode: 0o600 });
    expect(await found()).toEqual({
      findings: [],
      fact: "clients outside the trusted networks need one of 1 token; 1 expired",
    });

    await writeFile(files.tokenMapFile, "", { mode: 0o644 });
    expect((await found()).findings).toMatchObject([
      { severity: "error", message: `${files.tokenMapFile} is readable by others (mode 644)` },
    ]);
    await chmod(files.tokenMapFile, 0o600);

    await writeFile(files.tokensFile, "{");
    expect((await found()).findings).toMatchObject([
      { severity: "error", message: expect.stringContaining("does not contain tokens") },
    ]);
  });
});
