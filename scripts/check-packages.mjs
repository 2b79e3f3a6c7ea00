// `pnpm check:packages`: builds and packs each package as npm would ship it, and checks the result with publint and attw.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { outputOf } from "./lib/output-of.mjs";
import { pnpm } from "./lib/pnpm.mjs";
import { ROOT } from "./lib/root.mjs";
import { runInForeground, runStep } from "./lib/run.mjs";
import { runMain, Stop } from "./lib/stop.mjs";

/** Valid only in this repository: the sources of other packages, and versions that pnpm replaces when it packs. */
const OURS_ALONE = ["@haproxy-mcp/source", "workspace:"];

await runMain(async () => {
  const folder = mkdtempSync(join(tmpdir(), "packages-"));
  try {
    await runStep("Building", ...pnpm(["run", "build"]));
    await runStep("Packing", ...pnpm(["--recursive", "pack", "--pack-destination", folder]));
    const failed = [];
    for (const name of readdirSync(folder)) if (!(await isGood(join(folder, name)))) failed.push(name);
    if (failed.length > 0) throw new Stop(`these packages cannot be published: ${failed.join(", ")}`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** @param {string} tarball */
async function isGood(tarball) {
  const manifest = await outputOf("tar", ["-xzOf", tarball, "package/package.json"]);
  if (JSON.parse(manifest).private === true) return true;
  const left = OURS_ALONE.filter((text) => manifest.includes(text));
  if (left.length > 0) throw new Stop(`package.json in ${tarball} still has ${left.join(" and ")}`);
  const bin = join(ROOT, "node_modules/.bin");
  return (
    (await runInForeground(join(bin, "publint"), ["--strict", tarball])) === 0 &&
    (await runInForeground(join(bin, "attw"), [tarball, "--profile", "node16"])) === 0
  );
}
