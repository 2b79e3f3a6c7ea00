import { compareFiles } from "../init/compare-files.js";
import { hasQuadlet } from "../init/haproxy-container.js";
import { hiddenPaths } from "../init/hidden-paths.js";
import { plannedUnits } from "../init/units.js";
import { countOf } from "../program/count-of.js";
import type { Config } from "../settings/config.js";
import { type Check, warning } from "./finding.js";
import { checkPermissions } from "./permissions.js";

const REMEDY = "run haproxy-mcp init --write";

/** Whether the units of `haproxy-mcp init` exist, match the settings and can work, and who may change which file. */
export async function checkInstallation(config: Config, program: string, root: string): Promise<Check> {
  const units = plannedUnits(config, { program, hasQuadlet: await hasQuadlet(root, config) });
  const files = await compareFiles(units, root);
  const differences = files.flatMap(({ place, state }) => {
    if (state === "missing") return warning(`${place} is missing`, REMEDY);
    return state === "outdated" ? warning(`${place} does not match the settings`, REMEDY) : [];
  });
  // without a unit nothing is hidden and no user is needed
  const isInstalled = files.some(
    ({ path, state }) => path.endsWith("/haproxy-mcp.service") && state !== "missing",
  );
  const obstacles = isInstalled
    ? [...(await hiddenPaths(config, program)), ...(await checkPermissions(config, root))]
    : [];
  return { findings: [...obstacles, ...differences], fact: `${countOf(files.length, "file")} for systemd` };
}
