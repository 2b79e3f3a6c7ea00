import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DebianArchive } from "./debian-archive.mjs";
import { outputOf } from "./output-of.mjs";
import { ROOT } from "./root.mjs";
import { Stop } from "./stop.mjs";

/** The HAProxy releases that everything is tested with; Debian has each in another suite. */
export const HAPROXY_RELEASES = ["2.6", "3.0", "3.2", "3.4"];

const CACHE = join(ROOT, ".cache/haproxy");

/**
 * The haproxy program of each release, fetched where it is not there yet.
 *
 * @param {readonly string[]} releases such as 3.4
 * @returns {Promise<{ release: string, version: string, binary: string }[]>}
 */
export async function haproxyBinaries(releases) {
  const unknown = releases.filter((release) => !HAPROXY_RELEASES.includes(release));
  if (unknown.length > 0) throw new Stop(`not among ${HAPROXY_RELEASES.join(", ")}: ${unknown.join(", ")}`);
  const missing = [];
  for (const release of releases) if ((await cached(release)) === undefined) missing.push(release);
  if (missing.length > 0) await fetchAll(missing);
  const found = [];
  for (const release of releases) {
    const program = await cached(release);
    if (program === undefined) throw new Stop(`HAProxy ${release} was unpacked, and does not run.`);
    found.push(program);
  }
  return found;
}

/** One that runs and is of that release: a cache that was moved or cut off is as good as none. */
async function cached(release) {
  const binary = join(CACHE, release, "usr/sbin/haproxy");
  if (!existsSync(binary)) return undefined;
  const version = await versionOf(binary).catch(() => undefined);
  return version?.startsWith(`${release}.`) ? { release, version, binary } : undefined;
}

async function versionOf(binary) {
  return /version (\S+)/.exec(await outputOf(binary, ["-v"]))?.[1] ?? "";
}

async function fetchAll(releases) {
  if (!existsSync("/usr/bin/apt-get")) {
    throw new Stop(`HAProxy ${releases.join(", ")} are fetched with apt: this needs Debian.`);
  }
  mkdirSync(CACHE, { recursive: true });
  process.stderr.write("Fetching Debian's signed package lists …\n");
  const archive = new DebianArchive(join(CACHE, "apt"));
  await archive.update();
  // the oldest one runs with the libraries of this machine
  const patchelf = await unpackInto("patchelf", (folder) =>
    unpack(archive, "patchelf", ({ suite }) => suite === DebianArchive.oldest, folder),
  );
  for (const release of releases) {
    process.stderr.write(`Fetching HAProxy ${release} …\n`);
    await unpackInto(release, async (folder) => {
      await unpack(archive, "haproxy", ({ version }) => version.startsWith(`${release}.`), folder);
      await useOwnLibraries(folder, join(CACHE, release), join(patchelf, "usr/bin/patchelf"));
    });
  }
}

/** All or nothing: the folder has its name only once it is complete. */
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

async function unpack(archive, name, fits, folder) {
  const versions = await archive.versionsOf(name);
  const wanted = versions.find(fits);
  if (wanted === undefined) {
    const there = versions.map(({ version, suite }) => `${version} (${suite})`).join(", ");
    throw new Stop(`Debian's mirror has not the ${name} that is needed, but ${there || "none"}.`);
  }
  await archive.unpack({ name, ...wanted }, folder);
}

/** Makes the program run with the libraries of its own suite, also when it starts itself anew to reload. */
async function useOwnLibraries(folder, finalFolder, patchelf) {
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
    join(folder, "usr/sbin/haproxy"),
  ]);
}
