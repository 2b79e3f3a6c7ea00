import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { loadMachineConfig } from "../../src/settings/settings-file.js";

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
