import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const SKIPPED_FOLDERS = new Set(["node_modules", "dist", "test"]);

/**
 * Records that a step was done for the current contents of its inputs, so that it is not repeated.
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

  /** Whether the step was done for the current inputs, and its outputs still exist. */
  isFresh() {
    if (!existsSync(this.#file) || !this.#outputs().every((output) => existsSync(output))) return false;
    return readFileSync(this.#file, "utf8") === this.#digest();
  }

  /** Call it before the step: an interrupted step leaves no stamp. */
  clear() {
    rmSync(this.#file, { force: true });
  }

  /** Call it after the step has succeeded. */
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
 * All files below a folder, except installed, built and test files.
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
