import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const SKIPPED_FOLDERS = new Set(["node_modules", "dist", "test"]);

/**
 * Remembers that a step was done for certain contents of certain files, so that it need not be done again.
 */
export class Stamp {
  #file;
  #inputs;
  #outputs;

  /**
   * @param {{ file: string, inputs: () => readonly string[], outputs?: () => readonly string[] }} options file that
   *   holds the stamp, files that the step depends on, files and folders that it makes
   */
  constructor({ file, inputs, outputs = () => [] }) {
    this.#file = file;
    this.#inputs = inputs;
    this.#outputs = outputs;
  }

  /** Whether the step was done for the inputs as they are, and its outputs are still there. */
  isFresh() {
    if (!existsSync(this.#file) || !this.#outputs().every((output) => existsSync(output))) return false;
    return readFileSync(this.#file, "utf8") === this.#digest();
  }

  /** To be called before the step: one that is interrupted leaves no stamp. */
  clear() {
    rmSync(this.#file, { force: true });
  }

  /** To be called after the step succeeded. */
  set() {
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, this.#digest());
  }

  #digest() {
    const hash = createHash("sha256").update(process.version);
    for (const input of [...this.#inputs()].sort()) {
      hash.update(`\0${relative(dirname(this.#file), input)}\0`).update(readFileSync(input));
    }
    return hash.digest("hex");
  }
}

/**
 * All files below a folder, but for what is installed, built or only tests.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : sourceFiles(path);
    return entry.isFile() ? [path] : [];
  });
}
