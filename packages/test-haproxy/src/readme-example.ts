import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const LIMIT_MS = 30_000;
const EXAMPLE = /^```(?:js|ts)\n(.*?)^```$.*?^```text\n(.*?)^```$/ms;

/**
 * The example of a package's README: its first ```ts block, which is also valid JavaScript, and the ```text block that follows it.
 *
 * @throws when there is none
 */
export async function readmeCode(
  packageFolder: string,
): Promise<{ readonly code: string; readonly expected: string }> {
  const file = join(packageFolder, "README.md");
  const [, code, expected] = EXAMPLE.exec(await readFile(file, "utf8")) ?? [];
  if (code === undefined || expected === undefined) throw new Error(`${file} has no example`);
  return { code, expected };
}

/**
 * Runs the example of a package's README. Node lets a package import itself by its name from its own folder, so the
 * code runs as a user would write it. With INSTALLED_PACKAGES, which `check:packages` sets, it runs with what npm installed there.
 *
 * @returns its output, and the expected output
 * @throws when there is no example, or with its stderr when it fails
 */
export async function readmeExample(
  packageFolder: string | URL,
  { env = {} }: { readonly env?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly stdout: string; readonly expected: string }> {
  const cwd = typeof packageFolder === "string" ? packageFolder : fileURLToPath(packageFolder);
  const { code, expected } = await readmeCode(cwd);
  const installed = process.env["INSTALLED_PACKAGES"];
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", code], {
    cwd: installed ?? cwd,
    env: { ...process.env, ...env },
    timeout: LIMIT_MS,
  });
  return { stdout, expected };
}
