import { compareFiles } from "../init/compare-files.js";
import { plannedUnits } from "../init/units.js";
import { countOf } from "../program/count-of.js";
import type { Config } from "../settings/config.js";
import { type Check, warning } from "./finding.js";

const REMEDY = "run haproxy-mcp init --write";

/** Whether the units of `haproxy-mcp init` exist and match the settings. */
export async function checkInstallation(config: Config, program: string, root: string): Promise<Check> {
  const files = await compareFiles(plannedUnits(config, program), root);
  const findings = files.flatMap(({ place, state }) => {
    if (state === "missing") return warning(`${place} is missing`, REMEDY);
    return state === "outdated" ? warning(`${place} does not match the settings`, REMEDY) : [];
  });
  return { findings, fact: `${countOf(files.length, "file")} for systemd` };
}
