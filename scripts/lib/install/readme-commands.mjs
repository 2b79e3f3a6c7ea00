import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../root.mjs";
import { Stop } from "../stop.mjs";

/**
 * The commands of the README's block that begins with one of them, as they are written, without their comments.
 *
 * @param {string} first
 * @returns {readonly string[]}
 * @throws {Stop} where the README has no such block
 */
export function readmeCommands(first) {
  const blocks = readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/^```sh\n(.*?)^```$/gms);
  for (const [, block = ""] of blocks) {
    const lines = block.split("\n").map((line) => line.replace(/\s+#.*$/, "").trim());
    if (lines[0] === first) return lines.filter((line) => line !== "");
  }
  throw new Stop(`README.md has no block of commands that begins with ${JSON.stringify(first)}`);
}
