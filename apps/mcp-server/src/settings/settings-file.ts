import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { type Config, loadConfig } from "./config.js";

/** `haproxy-mcp init` writes settings there, and the server's unit reads them. */
export const SETTINGS_FILE = "/etc/haproxy-mcp/settings.env";

/**
 * Loads settings from the environment, which takes precedence, and from this machine's file.
 *
 * @param defaults for settings that neither has
 * @throws ConfigError that names every setting at fault
 */
export async function loadMachineConfig(
  environment: Readonly<Record<string, string | undefined>>,
  defaults: Readonly<Record<string, string>> = {},
): Promise<Config> {
  return loadConfig(environment, { ...defaults, ...(await readSettingsFile()) });
}

/** Empty if the file is missing or not readable: the server's unit passes the settings in the environment. */
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
  return `# Settings of haproxy-mcp: docs/settings.md lists them all.\n${lines.join("")}`;
}
