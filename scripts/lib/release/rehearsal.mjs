import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { outputOf } from "../output-of.mjs";
import { ROOT, readManifest } from "../root.mjs";
import { Stop } from "../stop.mjs";

/** The real address is not known yet; with the placeholder nothing is published. */
const ADDRESS = "https://git.example.com/haproxy-mcp";
const AUTHOR = ["-c", "user.name=rehearsal", "-c", "user.email=rehearsal@example.com"];

/**
 * Does to a copy of the repository what a release does, with a registry of its own: versions from the changesets, build, publish.
 *
 * @param {string} folder to create
 * @param {import("./registry.mjs").Registry} registry
 * @returns {Promise<void>}
 * @throws {Stop} for a changeset that is left
 */
export async function rehearse(folder, registry) {
  await copyRepository(folder);
  // by its path: npx would look for it in the registry
  const found = await outputOf("npx", [
    "--yes",
    "--package",
    readManifest().packageManager,
    "--",
    "which",
    "pnpm",
  ]);
  const PATH = `${dirname(found.trim())}${delimiter}${process.env["PATH"]}`;
  const run = (/** @type {readonly string[]} */ args, /** @type {Record<string, string>} */ env = {}) =>
    outputOf("pnpm", args, { cwd: folder, env: { ...process.env, CI: "true", PATH, ...env } });
  await run(["install", "--frozen-lockfile", "--prefer-offline"]);
  await run(["run", "version-packages"]);
  const left = readdirSync(join(folder, ".changeset")).filter(
    (name) => name !== "README.md" && name.endsWith(".md"),
  );
  if (left.length > 0) throw new Stop(`changesets are left after the versions: ${left.join(", ")}`);
  await run(["run", "release"], {
    NPM_CONFIG_USERCONFIG: registry.npmrc,
    npm_config_registry: registry.url,
    // only the CI of a public repository can prove where a package was built
    NPM_CONFIG_PROVENANCE: "false",
  });
}

/**
 * Every file that is in the repository or would be, with a history of one commit.
 *
 * @param {string} folder
 */
async function copyRepository(folder) {
  const files = await outputOf("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: ROOT,
  });
  for (const file of files.split("\0").filter((name) => name !== "" && existsSync(join(ROOT, name))))
    cpSync(join(ROOT, file), join(folder, file), { recursive: true });
  const manifest = join(folder, "package.json");
  const text = readFileSync(manifest, "utf8").replace(/"repository": "[^"]*"/, `"repository": "${ADDRESS}"`);
  writeFileSync(manifest, text);
  for (const args of [
    ["init", "--quiet", "--initial-branch", "main"],
    ["add", "--all"],
    ["commit", "--quiet", "--message", "x"],
  ])
    await outputOf("git", [...AUTHOR, ...args], { cwd: folder });
}
