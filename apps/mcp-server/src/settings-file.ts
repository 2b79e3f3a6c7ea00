import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";

/** Where `haproxy-mcp init` writes settings, and the server's unit reads them. */
export const SETTINGS_FILE = "/etc/haproxy-mcp/settings.env";

/**
 * The settings of this machine, for a person who calls a command by hand. None where there is no such file, or it is not ours to
 * read: the server's unit hands them in by itself.
 */
export async function readSettingsFile(file = SETTINGS_FILE): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
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
