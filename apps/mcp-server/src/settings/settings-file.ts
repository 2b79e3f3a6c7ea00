import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { type Config, loadConfig } from "./config.js";

/** Where `haproxy-mcp init` writes settings, and the server's unit reads them. */
export const SETTINGS_FILE = "/etc/haproxy-mcp/settings.env";

/**
 * Settings of the environment, which win over those of this machine's file.
 *
 * @param defaults for those that are set in neither
 * @throws ConfigError that names every setting at fault
 */
export async function loadMachineConfig(
  environment: Readonly<Record<string, string | undefined>>,
  defaults: Readonly<Record<string, string>> = {},
): Promise<Config> {
  return loadConfig(environment, { ...defaults, ...(await readSettingsFile()) });
}

/** None where there is no such file, or it is not ours to read: the server's unit hands them in by itself. */
async function readSettingsFile(): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(SETTINGS_FILE, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "EACCES") return "";
    throw error;
  });
  const found = Object.entries(parseEnv(text)).map(([name, value = ""]) => [
    name,
    value.replace(/\\(["\\$`])/g, "$1"),
  ]);
  return Object.fromEntries(found);
}

/** As systemd reads it (systemd.exec(5), EnvironmentFile): in double quotes, with backslashes. */
export function renderSettingsFile(settings: Readonly<Record<string, string>>): string {
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name}="${value.replace(/["\\$`]/g, "\\$&")}"\n`,
  );
  return `# Settings of haproxy-mcp: docs/settings.md tells all of them.\n${lines.join("")}`;
}
