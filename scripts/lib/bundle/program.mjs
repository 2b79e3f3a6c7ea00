import { join } from "node:path";
import { programBuilds } from "../packages/program-builds.mjs";
import { ROOT } from "../root.mjs";

export const PROGRAM_FOLDER = join(ROOT, "apps/mcp-server");

/**
 * Builds `haproxy-mcp` as its package has it, and nothing else of that package, from the sources.
 *
 * @param {string} folder
 */
export async function bundleProgram(folder) {
  const { build } = await import("tsup");
  for (const options of programBuilds(PROGRAM_FOLDER, folder))
    await build({ ...options, config: false, silent: true, platform: "node" });
}
