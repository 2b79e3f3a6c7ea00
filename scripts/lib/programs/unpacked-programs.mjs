import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { outputOf } from "../output-of.mjs";
import { ROOT } from "../root.mjs";
import { Stop } from "../stop.mjs";
import { DebianArchive } from "./debian-archive.mjs";

const CACHE = join(ROOT, ".cache/haproxy");

/**
 * @typedef {object} Wanted a program of a Debian package, of whichever suite
 * @property {string} name of its folder
 * @property {string} package
 * @property {string} program path in the package
 * @property {string} versionArgument
 * @property {RegExp} version finds it in what that prints
 * @property {(version: string) => boolean} isWanted
 * @property {string} [inSuite] default: any
 * @property {boolean} [isScript] runs with this machine's programs, and is unpacked without dependencies
 * @property {string} [modules] folder of its Python modules in the package
 */

/**
 * Programs from other suites than this machine's, each with its own libraries; fetched if they are missing.
 *
 * @param {readonly Wanted[]} wanted
 * @returns {Promise<{ version: string, binary: string }[]>} in the same order
 */
export async function unpackedPrograms(wanted) {
  const missing = [];
  for (const one of wanted) if ((await cached(one)) === undefined) missing.push(one);
  if (missing.length > 0) await fetchAll(missing);
  const found = [];
  for (const one of wanted) {
    const program = await cached(one);
    if (program === undefined) throw new Stop(`${one.package} ${one.name} was unpacked, but does not run.`);
    found.push(program);
  }
  return found;
}

/**
 * A program that runs and has the wanted version: a cache that was moved or is incomplete is not used.
 *
 * @param {Wanted} wanted
 */
async function cached({ name, program, versionArgument, version: pattern, isWanted, modules }) {
  const binary = join(CACHE, name, program);
  if (!existsSync(binary)) return undefined;
  const env =
    modules === undefined ? process.env : { ...process.env, PYTHONPATH: join(CACHE, name, modules) };
  // nginx prints its version on stderr
  const output = await outputOf(binary, [versionArgument], { env, withErrors: true }).catch(() => "");
  const version = pattern.exec(output)?.[1];
  return version !== undefined && isWanted(version) ? { version, binary } : undefined;
}

/** @param {readonly Wanted[]} wanted */
async function fetchAll(wanted) {
  if (!existsSync("/usr/bin/apt-get")) {
    const names = wanted.map(({ package: name, name: folder }) => `${name} ${folder}`).join(", ");
    throw new Stop(`These programs are fetched with apt and need Debian: ${names}.`);
  }
  mkdirSync(CACHE, { recursive: true });
  process.stderr.write("Fetching Debian's signed package lists …\n");
  const archive = new DebianArchive(join(CACHE, "apt"));
  await archive.update();
  // the oldest one runs with the libraries of this machine
  const patchelf = await unpackInto("patchelf", async (folder) =>
    archive.unpack(await find(archive, "patchelf", ({ suite }) => suite === DebianArchive.oldest), folder),
  );
  for (const { name, package: source, program, isWanted, inSuite, isScript = false } of wanted) {
    process.stderr.write(`Fetching ${source} ${name} …\n`);
    /** @type {Fits} */
    const fits = ({ version, suite }) => isWanted(version) && (inSuite === undefined || suite === inSuite);
    await unpackInto(name, async (folder) => {
      const found = await find(archive, source, fits);
      if (isScript) return archive.unpackAlone(found, folder);
      await archive.unpack(found, folder);
      await useOwnLibraries(folder, join(CACHE, name), program, join(patchelf, "usr/bin/patchelf"));
    });
  }
}

/**
 * All or nothing: the folder gets its name only once it is complete.
 *
 * @param {string} name
 * @param {(folder: string) => Promise<void>} fill
 */
async function unpackInto(name, fill) {
  const folder = join(CACHE, name);
  const temporary = mkdtempSync(join(CACHE, `${name}-`));
  try {
    await fill(temporary);
    rmSync(join(temporary, "archives"), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return folder;
}

/** @typedef {(found: { version: string, suite: string }) => boolean} Fits */

/**
 * @param {DebianArchive} archive
 * @param {string} name
 * @param {Fits} fits
 */
async function find(archive, name, fits) {
  const versions = await archive.versionsOf(name);
  const wanted = versions.find(fits);
  if (wanted === undefined) {
    const there = versions.map(({ version, suite }) => `${version} (${suite})`).join(", ");
    throw new Stop(`Debian's mirror does not have the required ${name}; it has ${there || "none"}.`);
  }
  return { name, ...wanted };
}

/**
 * Makes the program run with the libraries of its own suite, also when it re-executes itself to reload.
 *
 * @param {string} folder
 * @param {string} finalFolder
 * @param {string} program
 * @param {string} patchelf
 */
async function useOwnLibraries(folder, finalFolder, program, patchelf) {
  const libraries = ["usr/lib", "lib"].flatMap((parent) =>
    (existsSync(join(folder, parent)) ? readdirSync(join(folder, parent)) : [])
      .filter((name) => name.endsWith("-linux-gnu"))
      .map((name) => join(parent, name)),
  );
  const loader = libraries
    .flatMap((library) => readdirSync(join(folder, library)).map((name) => join(library, name)))
    .find((path) => /\/ld-linux[^/]*\.so\.\d+$/.test(path));
  if (loader === undefined) throw new Stop(`no dynamic loader was unpacked into ${folder}`);
  await outputOf(patchelf, [
    ...["--set-interpreter", join(finalFolder, loader), "--force-rpath"],
    ...["--set-rpath", libraries.map((library) => join(finalFolder, library)).join(":")],
    join(folder, program),
  ]);
}
