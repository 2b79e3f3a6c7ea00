import type { Config } from "../settings/config.js";
import type { ComparedFile } from "./compare-files.js";
import type { Effect } from "./planned-file.js";
import { haproxyUnit } from "./units.js";

/**
 * What is left to do once these files were written, in this order; nothing that would cut traffic without need.
 *
 * @param toAdopt configuration of the operator's own, which lacks our pools
 */
export function nextCommands(
  config: Config,
  written: readonly ComparedFile[],
  toAdopt?: string,
): readonly string[] {
  const effects = new Set(written.flatMap(({ affects }) => affects));
  const isNew = (unit: string) =>
    written.some(({ place, state }) => state === "missing" && place.endsWith(`/${unit}`));
  const when = (effect: Effect, ...commands: readonly string[]) => (effects.has(effect) ? commands : []);
  const commands = [
    ...when("users", "systemd-sysusers haproxy-mcp.conf"),
    ...when("folders", "systemd-tmpfiles --create haproxy-mcp.conf"),
    ...when("units", "systemctl daemon-reload"),
    ...when("podman socket", "systemctl enable podman.socket", "systemctl restart podman.socket"),
    ...haproxyCommands(config, effects, isNew),
    ...when(
      "server",
      `systemctl ${isNew("haproxy-mcp.service") ? "enable --now" : "restart"} haproxy-mcp.service`,
    ),
  ];
  if (toAdopt !== undefined) return [...commands, `haproxy-mcp adopt ${toAdopt}`];
  return commands.length === 0 ? [] : [...commands, "haproxy-mcp doctor"];
}

function haproxyCommands(
  config: Config,
  effects: ReadonlySet<Effect>,
  isNew: (unit: string) => boolean,
): readonly string[] {
  const unit = haproxyUnit(config);
  if (unit === undefined) return effects.has("configuration") ? [withoutUnit(config)] : [];
  if (effects.has("haproxy"))
    return [...(isNew(unit) ? [`systemctl enable ${unit}`] : []), `systemctl restart ${unit}`];
  return effects.has("configuration") ? [`systemctl reload ${unit}`] : [];
}

function withoutUnit({ host }: Config): string {
  return host.kind === "child"
    ? "# call haproxy_reload, if haproxy-mcp is running"
    : "# reload HAProxy where it runs, with this haproxy.cfg";
}
