import { join } from "node:path";
import { exists } from "../program/exists.js";
import type { Config } from "../settings/config.js";
import { SETTINGS_FILE } from "../settings/settings-file.js";

/** Where systemd looks for units (systemd.unit(5)), the first one first. */
const UNIT_FOLDERS = [
  "etc/systemd/system",
  "run/systemd/system",
  "usr/local/lib/systemd/system",
  "usr/lib/systemd/system",
  "lib/systemd/system",
];

export interface HostKindChoice {
  /** `undefined`: nothing of the machine decides. */
  readonly kind?: "podman" | "systemd";
  readonly why: string;
}

/**
 * How HAProxy runs on a machine that was not set up yet, by what it has; `undefined` where a setting says it, or an earlier `init` took
 * the default.
 */
export async function chooseHostKind(root: string, config: Config): Promise<HostKindChoice | undefined> {
  if (config.given["HAPROXY_HOST_KIND"] !== undefined || (await exists(join(root, SETTINGS_FILE))))
    return undefined;
  const { container, unit } = config.host;
  const quadlet = `etc/containers/systemd/${container}.container`;
  if (await exists(join(root, quadlet)))
    return { kind: "podman", why: `${join(root, quadlet)} runs HAProxy in a container` };
  const unitFile = await firstOf(
    root,
    UNIT_FOLDERS.map((folder) => join(folder, unit)),
  );
  const hasPodman = await exists(join(root, "usr/bin/podman"));
  if (unitFile !== undefined) {
    const other = hasPodman ? "; Podman is installed, too: HAPROXY_HOST_KIND=podman uses it instead" : "";
    return { kind: "systemd", why: `${join(root, unitFile)} runs HAProxy${other}` };
  }
  if (hasPodman) return { kind: "podman", why: `Podman is installed, and no ${unit}` };
  return {
    why: `neither ${unit} nor Podman is installed. Install Podman (apt-get install podman), or install HAProxy (apt-get install haproxy) and run haproxy-mcp init again before --write`,
  };
}

async function firstOf(root: string, paths: readonly string[]): Promise<string | undefined> {
  const found = await Promise.all(paths.map((path) => exists(join(root, path))));
  return paths.find((_path, i) => found[i]);
}
