import { compareFiles } from "../init/compare-files.js";
import { plannedUnits } from "../init/units.js";
import type { Config } from "../settings/config.js";
import { type Check, warning } from "./check.js";

/** Whether the units of `haproxy-mcp init` are there, and follow the settings. */
export async function checkInstallation(config: Config, program: string, root: string): Promise<Check> {
  const files = await compareFiles(plannedUnits(config, program), root);
  const troubles = files.flatMap(({ place, state }) => {
    if (state === "missing") return [warning(`${place} is missing`, "haproxy-mcp init --write")];
    if (state === "outdated") return [warning(`${place} is for other settings`, "haproxy-mcp init --write")];
    return [];
  });
  return { name: "installation", troubles, fact: `${files.length} files for systemd` };
}
