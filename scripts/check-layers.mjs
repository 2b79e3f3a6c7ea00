// Enforces the layer rules of .dependency-cruiser.cjs. It also fails when it has checked nothing: when a package
// is missing from the modules, or when there is no edge between packages.
import { join, relative } from "node:path";
import { cruise } from "dependency-cruiser";
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import extractTsConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { ROOT } from "./lib/root.mjs";
import { packageFolders } from "./lib/set-up.mjs";
import { runMain, Stop } from "./lib/stop.mjs";

const PAGE = "apps/mcp-server/web";

await runMain(async () => {
  const folders = packageFolders().map((folder) => relative(ROOT, folder));
  const { modules, summary } = await look(
    folders.flatMap((folder) => [`${folder}/src`, `${folder}/test`]).concat(PAGE),
  );
  for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} → ${to}`);
  if (summary.violations.length > 0) throw new Stop("layers: correct the imports listed above");

  const sources = modules.map(({ source }) => source);
  const unseen = folders.filter((folder) => !sources.some((source) => source.startsWith(`${folder}/src/`)));
  if (unseen.length > 0) throw new Stop(`no module was checked in ${unseen.join(", ")}`);
  const edges = modules.flatMap(({ source, dependencies }) =>
    dependencies.filter(({ resolved }) => crosses(source, resolved)),
  );
  if (edges.length === 0) throw new Stop("no edge between packages was found");
  console.log(`layers: ${modules.length} modules, ${edges.length} edges between packages, no rule broken`);
  return 0;
});

/** @param {string[]} folders */
async function look(folders) {
  const options = await extractOptions(join(ROOT, ".dependency-cruiser.cjs"));
  const tsConfig = extractTsConfig(join(ROOT, "tsconfig.json"));
  const { output } = await cruise(folders, { ...options, baseDir: ROOT, validate: true }, undefined, {
    tsConfig,
  });
  if (typeof output === "string") throw new Stop(output);
  return output;
}

/**
 * @param {string} from
 * @param {string} to
 */
function crosses(from, to) {
  const packageOf = (/** @type {string} */ path) => /^(?:packages|apps)\/[^/]+/.exec(path)?.[0];
  return packageOf(to) !== undefined && packageOf(from) !== packageOf(to);
}
