import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { certificateNames, createCertificateFolder } from "@haproxy-mcp/acme-manager";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { temporaryFolder, testSecret } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { createCertificates } from "../../src/certificates/create-certificates.js";
import { createDnsAccess } from "../../src/certificates/dns-access.js";
import { loadConfig } from "../../src/settings/config.js";

const request = {
  names: certificateNames(["a.example.test", "*.a.example.test"]),
  keyType: "ec-256" as const,
};

/** Certificates with these settings, in a folder of their own with an acme.sh that is never run. */
async function arrange(settings: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder();
  const home = join(folder.path, "home");
  await mkdir(join(home, "dnsapi"), { recursive: true });
  await writeFile(join(home, "acme.sh"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  await writeFile(
    join(home, "dnsapi/dns_shop.sh"),
    "SHOP_Key=$(_readaccountconf_mutable SHOP_Key)\n$MCP_TOKEN\n",
  );
  const config = loadConfig({
    ACME_HOME: home,
    ACME_DATA_DIR: join(folder.path, "data"),
    HAPROXY_CERTS_DIR: join(folder.path, "certs"),
    ACME_DIRECTORY_URL: "https://localhost:1/dir",
    ...settings,
  });
  const runtime = createRuntimeApiClient({ address: { path: join(folder.path, "none.sock") } });
  return {
    config,
    certificates: createCertificates(
      config,
      runtime,
      undefined,
      createCertificateFolder(config.host.certsDir),
    ),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

it.each([
  [
    "http-01 is for the client in process, which has no wildcards there",
    { ACME_CHALLENGE: "http-01" },
    "INVALID_NAMES",
    "needs the challenge dns-01",
  ],
  [
    "http-01 needs no DNS provider",
    { ACME_CHALLENGE: "http-01", ACME_DNS_PROVIDER: "dns_gd" },
    "INVALID_NAMES",
    "dns-01",
  ],
  [
    "a hook that acme.sh lacks is reported",
    { ACME_DNS_PROVIDER: "dns_nowhere" },
    "NOT_CONFIGURED",
    "acme.sh has no DNS hook dns_nowhere in",
  ],
  [
    "RFC 2136 is for the client in process",
    { ACME_DNS_PROVIDER: "rfc2136" },
    "CA_UNREACHABLE",
    "localhost:1",
  ],
])("%s", async (_what, settings, code, message) => {
  await using it = await arrange(settings);
  await expect(it.certificates.checkIssue(request)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});

it("gives a hook of acme.sh the variables that it mentions, and none of the server's", async () => {
  const secret = testSecret("of-the-shop");
  const variables = { SHOP_Key: secret, MCP_TOKEN: "x", OTHER_Key: "x" };
  await using it = await arrange({ ACME_DNS_PROVIDER: "dns_shop", ...variables });
  const { dns, program, home } = it.config.acme;
  const access = createDnsAccess(dns, { program, home });
  expect(access).toMatchObject({ dns: undefined, hook: "dns_shop" });
  expect(await access.hookEnvironment()).toEqual({ SHOP_Key: secret });
});
