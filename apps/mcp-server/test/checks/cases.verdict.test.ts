import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { haproxyBinary, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { checkInstalledVerdict } from "../../src/checks/verdict.js";
import { loadConfig } from "../../src/settings/config.js";

/** The verdict with HAPROXY_HOST_KIND=none on a configuration with this global section. */
async function verdictOf(global: string, binary = haproxyBinary()) {
  await using folder = await temporaryFolder();
  const configFile = join(folder.path, "haproxy.cfg");
  await writeFile(configFile, `global\n${global}`);
  const config = loadConfig({
    HAPROXY_HOST_KIND: "none",
    HAPROXY_BIN: binary,
    HAPROXY_CONFIG_FILE: configFile,
  });
  return await checkInstalledVerdict(config, new AbortController().signal);
}

it("HA13 doctor asks an installed HAProxy with HAPROXY_HOST_KIND=none", async () => {
  const [refused, accepted] = await Promise.all([
    verdictOf("  nonsense 1\n"),
    verdictOf("  maxconn 100\nlisten one\n  mode tcp\n  bind unix@/nonexistent/one.sock\n"),
  ]);

  expect(refused.findings[0]).toMatchObject({
    severity: "error",
    file: "haproxy.cfg",
    line: 2,
    message: expect.stringContaining("nonsense"),
  });
  expect(accepted.findings.filter(({ severity }) => severity === "error")).toEqual([]);
});

it("HA13 reports a refusal without a reason as an error", async () => {
  const { findings } = await verdictOf("  maxconn 100\n", "false");

  expect(findings).toEqual([
    {
      severity: "error",
      message: "haproxy -c refuses it and printed no reason",
      remedy: expect.stringContaining("run haproxy -c -f"),
    },
  ]);
});

it("HA13 reports a configuration that HAProxy does not start with, in its words", async () => {
  const { findings } = await verdictOf("  maxconn 100\n");

  expect(findings).toMatchObject([{ severity: "error", message: expect.stringContaining("no listener") }]);
});

it("HA13 reports no error where HAProxy is not installed", async () => {
  expect(await verdictOf("  nonsense 1\n", "/nonexistent/haproxy")).toEqual({
    findings: [],
    fact: "not asked: HAProxy is not installed here",
  });
});
