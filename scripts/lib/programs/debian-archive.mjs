import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { outputOf } from "../output-of.mjs";
import { Stop } from "../stop.mjs";

const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
const SUITES = ["bookworm", "trixie", "forky", "sid", "experimental"];

/**
 * Debian's archive with all its suites, read by apt itself, which checks signatures and hashes. The mirror is the
 * one in apt's configuration; lists and packages are kept in a separate folder, so the machine's
 * packages do not change and root is not needed.
 */
export class DebianArchive {
  static oldest = SUITES[0];
  #options;

  /** @param {string} folder for lists and packages */
  constructor(folder) {
    this.folder = folder;
    const options = {
      "Dir::Etc::sourcelist": join(folder, "sources.list"),
      "Dir::Etc::sourceparts": "-",
      "Dir::State": join(folder, "state"),
      "Dir::State::status": join(folder, "status"),
      "Dir::Cache": join(folder, "cache"),
      "Acquire::Languages": "none",
      // containers turn them off, and then each call reads the lists of all suites
      "Dir::Cache::pkgcache": "pkgcache.bin",
      "Dir::Cache::srcpkgcache": "srcpkgcache.bin",
    };
    this.#options = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  }

  /** Fetches the signed lists of all suites. */
  async update() {
    const mirror = await mirrorOfThisMachine();
    for (const sub of ["state/lists/partial", "cache/archives/partial"]) {
      mkdirSync(join(this.folder, sub), { recursive: true });
    }
    const sources = SUITES.map((suite) => `deb [signed-by=${KEYRING}] ${mirror} ${suite} main\n`);
    writeFileSync(join(this.folder, "sources.list"), sources.join(""));
    writeFileSync(join(this.folder, "status"), "");
    // without it apt uses old lists when a mirror does not respond, and exits with 0
    await outputOf("apt-get", [...this.#options, "-o", "APT::Update::Error-Mode=any", "update"]);
  }

  /**
   * @param {string} name of a package
   * @returns {Promise<{ version: string, suite: string }[]>} newest first
   */
  async versionsOf(name) {
    const table = await outputOf("apt-cache", [...this.#options, "madison", name]);
    return table
      .split("\n")
      .map((row) => row.split("|").map((cell) => cell.trim()))
      .filter((cells) => cells.length === 3)
      .map(([, version = "", source = ""]) => ({ version, suite: /(\S+)\/main/.exec(source)?.[1] ?? "" }));
  }

  /**
   * Unpacks a package with all that it depends on, as that suite has it.
   *
   * @param {{ name: string, version: string, suite: string }} wanted
   * @param {string} folder
   */
  async unpack({ name, version, suite }, folder) {
    // experimental has few packages: it is used on top of sid
    const dependencies = suite === "experimental" ? "sid" : suite;
    const archives = join(folder, "archives");
    mkdirSync(join(archives, "partial"), { recursive: true });
    await outputOf("apt-get", [
      ...this.#options,
      ...["-o", `Dir::Cache::archives=${archives}`, "-t", dependencies],
      ...["install", "--yes", "--no-install-recommends", "--download-only", `${name}=${version}`],
    ]);
    await extract(archives, folder);
  }

  /**
   * Unpacks a package without its dependencies.
   *
   * @param {{ name: string, version: string }} wanted
   * @param {string} folder
   */
  async unpackAlone({ name, version }, folder) {
    const archives = join(folder, "archives");
    mkdirSync(archives);
    await outputOf("apt-get", [...this.#options, "download", `${name}=${version}`], { cwd: archives });
    await extract(archives, folder);
  }
}

/**
 * @param {string} archives
 * @param {string} folder
 */
async function extract(archives, folder) {
  for (const file of readdirSync(archives).filter((entry) => entry.endsWith(".deb"))) {
    await outputOf("dpkg-deb", ["-x", join(archives, file), folder]);
  }
}

async function mirrorOfThisMachine() {
  const format = "$(COMPONENT) $(REPO_URI) $(LABEL)";
  const targets = (await outputOf("apt-get", ["indextargets", "--format", format]))
    .split("\n")
    .map((row) => row.split(" "))
    .filter(([component]) => component === "main");
  // labels are known once apt has lists
  const [, mirror] =
    targets.find(([, , label]) => label === "Debian") ??
    targets.find(([, uri = ""]) => /\/debian\/?$/.test(uri)) ??
    [];
  if (mirror === undefined) throw new Stop("apt has no mirror of Debian in its configuration.");
  return mirror;
}
