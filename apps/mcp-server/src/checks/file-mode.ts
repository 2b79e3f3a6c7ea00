import { stat } from "node:fs/promises";
import { error, type Finding } from "./finding.js";

const OTHERS = 0o077;

/** Whether only its owner can read a secret. */
export async function checkMode(file: string): Promise<readonly Finding[]> {
  // a missing file, such as a dangling link, exposes nothing
  const { mode } = await stat(file).catch(() => ({ mode: 0 }));
  if ((mode & OTHERS) === 0) return [];
  return [error(`${file} is readable by others (mode ${(mode & 0o777).toString(8)})`, `chmod 600 ${file}`)];
}
