import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { outputOf } from "../output-of.mjs";
import { stagePackage } from "./staged.mjs";

/**
 * Makes the tarball that `npm install --global` installs without a registry.
 *
 * @param {string} folder where to write it
 * @returns {Promise<string>} its path
 */
export async function makeTarball(folder) {
  const staged = mkdtempSync(join(tmpdir(), "bundle-"));
  try {
    const { version } = await stagePackage(staged);
    const [{ filename }] = JSON.parse(await outputOf("npm", ["pack", "--json"], { cwd: staged }));
    const tarball = join(folder, `haproxy-mcp-${version}.tgz`);
    cpSync(join(staged, filename), tarball);
    return tarball;
  } finally {
    rmSync(staged, { recursive: true });
  }
}
