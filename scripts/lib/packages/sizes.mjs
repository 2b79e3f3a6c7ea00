import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** How far a size may be from the table: dependencies get new versions. */
const TOLERANCE = 0.15;
const ROW = /^\| `(@haproxy-mcp\/[\w-]+)` +\| +(\d+) \| +(\d+) \|$/gm;

/**
 * What an installation of a package brings with it.
 *
 * @param {string} project
 * @param {string} name
 * @returns {{ name: string, packages: number, kilobytes: number }} itself included
 */
export function sizeOf(project, name) {
  const folders = new Set();
  addWithDependencies(folders, project, name);
  const bytes = [...folders].reduce((sum, folder) => sum + bytesIn(folder), 0);
  return { name, packages: folders.size, kilobytes: Math.round(bytes / 1000) };
}

/**
 * @param {Set<string>} folders
 * @param {string} from
 * @param {string} name
 */
function addWithDependencies(folders, from, name) {
  const folder = resolve(from, name);
  if (folders.has(folder)) return;
  folders.add(folder);
  const {
    dependencies = {},
    peerDependencies = {},
    peerDependenciesMeta = {},
  } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const peers = Object.keys(peerDependencies).filter((peer) => peerDependenciesMeta[peer]?.optional !== true);
  for (const dependency of [...Object.keys(dependencies), ...peers])
    addWithDependencies(folders, folder, dependency);
}

/**
 * @param {string} from
 * @param {string} name
 * @returns {string}
 */
function resolve(from, name) {
  const found = join(from, "node_modules", name);
  if (existsSync(found)) return found;
  if (dirname(from) === from) throw new Error(`${name} is not installed`);
  return resolve(dirname(from), name);
}

/**
 * @param {string} folder
 * @returns {number}
 */
function bytesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules")
    .map((entry) => join(folder, entry.name))
    .reduce((sum, path) => sum + (statSync(path).isDirectory() ? bytesIn(path) : statSync(path).size), 0);
}

/** @param {readonly { name: string, packages: number, kilobytes: number }[]} sizes */
export function tableOf(sizes) {
  const cells = [
    ["package", "packages", "kB"],
    ...sizes.map(({ name, packages, kilobytes }) => [`\`${name}\``, String(packages), String(kilobytes)]),
  ];
  const widths = [0, 1, 2].map((i) => Math.max(...cells.map((row) => (row[i] ?? "").length)));
  const [w0 = 0, w1 = 0, w2 = 0] = widths;
  const lines = cells.map(
    ([a = "", b = "", c = ""]) => `| ${a.padEnd(w0)} | ${b.padStart(w1)} | ${c.padStart(w2)} |`,
  );
  lines.splice(1, 0, `| ${"-".repeat(w0)} | ${"-".repeat(w1 - 1)}: | ${"-".repeat(w2 - 1)}: |`);
  return lines.join("\n");
}

/**
 * Whether a document's table is true: every package with its number of packages, and its size, nearly.
 *
 * @param {string} document
 * @param {readonly { name: string, packages: number, kilobytes: number }[]} sizes
 */
export function isTrue(document, sizes) {
  const rows = new Map(
    [...document.matchAll(ROW)].map(([, name, packages, kilobytes]) => [name, { packages, kilobytes }]),
  );
  return (
    rows.size === sizes.length &&
    sizes.every(({ name, packages, kilobytes }) => {
      const row = rows.get(name);
      return (
        Number(row?.packages) === packages &&
        Math.abs(Number(row?.kilobytes) - kilobytes) <= Math.max(kilobytes * TOLERANCE, 5)
      );
    })
  );
}
