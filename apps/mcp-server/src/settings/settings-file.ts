import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { UserError } from "../program/user-error.js";
import { ALL_SETTINGS } from "./all-settings.js";
import { type Config, loadConfig } from "./config.js";

/** `haproxy-mcp init` writes settings there, and the server's unit reads them. `HAPROXY_MCP_SETTINGS` names another file. */
export const SETTINGS_FILE = "/etc/haproxy-mcp/settings.env";

export interface MachineConfigOptions {
  /** For settings that neither has. */
  readonly defaults?: Readonly<Record<string, string>> | undefined;
  /** The root folder of the machine whose file is read. Default: `/`. */
  readonly root?: string | undefined;
  /** Whether a file that can't be read is an error. Default: no; the server's unit passes the settings in the environment. */
  readonly isRequired?: boolean | undefined;
}

/**
 * Loads settings from the environment, which takes precedence, and from a machine's file.
 *
 * @throws ConfigError that names every setting at fault
 * @throws UserError if the file is required and can't be read
 */
export async function loadMachineConfig(
  environment: Readonly<Record<string, string | undefined>>,
  { defaults = {}, root = "/", isRequired = false }: MachineConfigOptions = {},
): Promise<Config> {
  // what is required is the machine's own file, which init writes
  const named = isRequired || root !== "/" ? undefined : environment["HAPROXY_MCP_SETTINGS"]?.trim();
  const file = await (named ? readNamedFile(named) : readSettingsFile(join(root, SETTINGS_FILE), isRequired));
  return loadConfig(environment, { ...defaults, ...file });
}

/** @throws UserError if it can't be read */
async function readNamedFile(path: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new UserError(
      `HAPROXY_MCP_SETTINGS is ${JSON.stringify(path)}, which cannot be read: ${error.message}; nothing was done. Correct it, or unset it.`,
    );
  });
  return parseSettings(text);
}

/** Empty if the file is missing. */
async function readSettingsFile(
  path: string,
  isRequired: boolean,
): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return "";
    if (error.code === "EACCES" && !isRequired) return "";
    throw new UserError(`cannot read the settings in ${path}: ${error.message}; run this as root`);
  });
  return parseSettings(text);
}

export function parseSettings(text: string): Readonly<Record<string, string>> {
  const found = Object.entries(parseEnv(text)).map(([name, value = ""]) => [
    name,
    value.replace(/\\(["\\$`])/g, "$1"),
  ]);
  return Object.fromEntries(found);
}

/** As systemd reads it (systemd.exec(5), EnvironmentFile): in double quotes, with backslashes. Each with its meaning above it. */
export function renderSettingsFile(settings: Readonly<Record<string, string>>): string {
  const lines = Object.entries(settings).map(
    ([name, value]) => `\n${commentOf(name)}${name}="${value.replace(/["\\$`]/g, "\\$&")}"\n`,
  );
  return `# Settings of haproxy-mcp: docs/settings.md lists them all.\n${lines.join("")}`;
}

function commentOf(name: string): string {
  const setting = ALL_SETTINGS.find((one) => one.name === name);
  return setting === undefined ? "" : `# ${setting.meaning.replaceAll("`", "")}\n`;
}
