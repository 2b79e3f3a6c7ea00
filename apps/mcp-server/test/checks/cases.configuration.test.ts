import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { checkConfiguration, createConfigurationWatch } from "../../src/checks/configuration.js";
import { loadConfig } from "../../src/settings/config.js";

it("HA5 reports an audit that fails, to health and to doctor", async () => {
  await using folder = await temporaryFolder();
  const configFile = join(folder.path, "haproxy.cfg");
  await writeFile(configFile, "global\n");
  const config = loadConfig({ HAPROXY_HOST_KIND: "none", HAPROXY_CONFIG_FILE: configFile });
  const tooMany = { ...config, haproxy: { ...config.haproxy, poolCount: 1e10 } }; // an array has no room for them
  const failed = {
    severity: "error",
    file: "haproxy.cfg",
    message: "the audit of this configuration failed: Invalid array length",
    remedy: "HAProxy is not affected; report this as a bug of haproxy-mcp, with the configuration",
  };

  expect(await createConfigurationWatch(tooMany)()).toEqual([failed]);
  expect((await checkConfiguration(tooMany, "/")).findings).toEqual([failed]);
});
