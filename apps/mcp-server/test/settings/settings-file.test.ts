import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { ALL_SETTINGS } from "../../src/settings/all-settings.js";
import { loadMachineConfig, parseSettings, renderSettingsFile } from "../../src/settings/settings-file.js";

it("reads the file that HAPROXY_MCP_SETTINGS names, unless the machine's own is what counts", async () => {
  await using folder = await temporaryFolder();
  const named = join(folder.path, "settings.env");
  await writeFile(named, 'MCP_PORT="8001"\nHAPROXY_PORT="9998"\n');
  const environment = { HAPROXY_MCP_SETTINGS: named, HAPROXY_PORT: "9997" };

  const { mcp, haproxy } = await loadMachineConfig(environment);
  const ofTarget = await loadMachineConfig(environment, { root: folder.path });

  expect([mcp.port, haproxy.address]).toEqual([8001, { host: "localhost", port: 9997 }]);
  expect(ofTarget.mcp.port).toBe(8000);
});

it("refuses a named file that is missing", async () => {
  await expect(loadMachineConfig({ HAPROXY_MCP_SETTINGS: "/nonexistent/settings.env" })).rejects.toThrow(
    /^HAPROXY_MCP_SETTINGS is "\/nonexistent\/settings\.env", which cannot be read: ENOENT.* nothing was done/,
  );
});

it("reads back what it writes: every setting with its meaning, none as another variable", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "settings.env");
  const settings = Object.fromEntries(ALL_SETTINGS.map(({ name }, index) => [name, `'${index}' $x #`]));

  const text = renderSettingsFile(settings);
  await writeFile(file, text);

  expect(text).toContain("\n# pools in HAProxy's configuration\nHAPROXY_POOL_COUNT=");
  expect(parseSettings(text)).toEqual(settings);
});
