import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { hookEnvironment } from "../../src/acme-sh/hook-environment.js";

const HOOK = `#!/usr/bin/env sh
dns_some_info='Some provider
Options:
 someApiToken
 PROVIDER Name of the provider
'
dns_some_add() {
  OTHER=1
  Some_Key="\${Some_Key:-$(_readaccountconf_mutable Some_Key)}"
}
`;

it("gives a hook the variables that its header lists or its script mentions, and no others", async () => {
  await using home = await temporaryFolder();
  await mkdir(join(home.path, "dnsapi"));
  await writeFile(join(home.path, "dnsapi/dns_some.sh"), HOOK);
  const environment = {
    someApiToken: "a",
    PROVIDER: "b",
    Some_Key: "c",
    OTHER: "d",
    PATH: "/bin",
    CF_Token: "e",
  };
  const program = join(home.path, "acme.sh");
  expect(await hookEnvironment({ program, home: home.path, hook: "dns_some", environment })).toEqual({
    someApiToken: "a",
    PROVIDER: "b",
    Some_Key: "c",
  });
});
