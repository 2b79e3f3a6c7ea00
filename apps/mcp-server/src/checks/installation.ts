import { compareFiles } from "../init/compare-files.js";
import { deadQuadlet, hasQuadlet } from "../init/haproxy-container.js";
import { hiddenPaths } from "../init/hidden-paths.js";
import { plannedUnits } from "../init/units.js";
import { countOf } from "../program/count-of.js";
import type { Config } from "../settings/config.js";
import { type Check, type Finding, warning } from "./finding.js";
import { checkPermissions } from "./permissions.js";

const REMEDY = "run haproxy-mcp init --write";

/** Whether the units of `haproxy-mcp init` exist, match the settings and can work, and who may change which file. */
export async function checkInstallation(config: Config, program: string, root: string): Promise<Check> {
  const units = plannedUnits(config, { program, hasQuadlet: await hasQuadlet(root, config) });
  const files = await compareFiles(units, root);
  const placesOf = (wanted: string) =>
    files.filter(({ state }) => state === wanted).map(({ place }) => place);
  const differences = [
    ...filesFinding(placesOf("missing"), "is missing", "are missing"),
    ...filesFinding(placesOf("outdated"), "does not match the settings", "do not match the settings"),
  ];
  // without a unit nothing is hidden and no user is needed
  const isInstalled = files.some(
    ({ path, state }) => path.endsWith("/haproxy-mcp.service") && state !== "missing",
  );
  const findings = isInstalled
    ? [...(await hiddenPaths(config, program)), ...(await checkPermissions(config, root))]
    : [];
  const dead = await deadQuadlet(root, config);
  if (dead !== undefined)
    findings.push(
      warning(
        `${dead} has no effect: this machine's Podman is older than 4.4 and has no Quadlet`,
        "run haproxy-mcp init --write, which writes a unit instead, and delete this file",
      ),
    );
  return { findings: [...findings, ...differences], fact: `${countOf(files.length, "file")} for systemd` };
}

function filesFinding([first, ...rest]: readonly string[], is: string, are: string): readonly Finding[] {
  if (first === undefined) return [];
  if (rest.length === 0) return [warning(`${first} ${is}`, REMEDY)];
  const message = `${first} and ${rest.length} more ${rest.length === 1 ? "file" : "files"} ${are}`;
  return [{ ...warning(message, REMEDY), count: rest.length + 1, details: [first, ...rest] }];
}
