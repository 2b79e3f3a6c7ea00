import { compareFiles } from "../init/compare-files.js";
import { plannedUnits } from "../init/units.js";
import type { Config } from "../settings/config.js";
import { type Check, warning } from "./finding.js";

const REMEDY = "haproxy-mcp init --write";

/** Whether the units of `haproxy-mcp init` are there, and follow the settings. */
export async function checkInstallation(config: Config, program: string, root: string): Promise<Check> {
  const files = await compareFiles(plannedUnits(config, program), root);
  const findings = files.flatMap(({ place, state }) => {
    if (state === "missing") return warning(`${place} is missing`, REMEDY);
    return state === "outdated" ? warning(`${place} is for other settings`, REMEDY) : [];
  });
  return { findings, fact: `${files.length} files for systemd` };
}
