// Holds the layer rules of .dependency-cruiser.cjs. A check that looked at nothing is no check: it fails when a package
// is missing from what was looked at, or when no edge between packages was seen.
import { execFile } from "node:child_process";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "./lib/root.mjs";
import { packageFolders } from "./lib/set-up.mjs";
import { runMain, Stop } from "./lib/stop.mjs";

const OUTPUT_LIMIT_BYTES = 64 << 20;

await runMain(async () => {
  const folders = packageFolders().map((folder) => relative(ROOT, folder));
  const { modules, summary } = await cruise(folders.flatMap((folder) => [`${folder}/src`, `${folder}/test`]));
  for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} → ${to}`);
  if (summary.violations.length > 0) throw new Stop(`${summary.violations.length} layer rules are broken`);

  const sources = modules.map(({ source }) => source);
  const unseen = folders.filter((folder) => !sources.some((source) => source.startsWith(`${folder}/src/`)));
  if (unseen.length > 0) throw new Stop(`no module was looked at in ${unseen.join(", ")}`);
  const edges = modules.flatMap(({ source, dependencies }) =>
    dependencies.filter(({ resolved }) => crosses(source, resolved)),
  );
  if (edges.length === 0) throw new Stop("no edge between packages was seen: are they built?");
  console.log(`layers: ${modules.length} modules, ${edges.length} edges between packages, no rule broken`);
  return 0;
});

async function cruise(folders) {
  const program = join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = [program, "--config", ".dependency-cruiser.cjs", "--output-type", "json", ...folders];
  const options = { cwd: ROOT, maxBuffer: OUTPUT_LIMIT_BYTES };
  // its exit code tells of violations, which are in the output too
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, options).catch(
    (error) => error,
  );
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Stop(`dependency-cruiser did not run:\n${stderr}`);
  }
}

function crosses(from, to) {
  const packageOf = (path) => /^(?:packages|apps)\/[^/]+/.exec(path)?.[0];
  return packageOf(to) !== undefined && packageOf(from) !== packageOf(to);
}
