import { stat } from "node:fs/promises";
import { error, type Finding } from "./finding.js";

const OTHERS = 0o077;

/** Whether a secret is its owner's alone. */
export async function checkMode(file: string): Promise<readonly Finding[]> {
  // one that is not there, as behind a link that leads nowhere, is read by nobody
  const { mode } = await stat(file).catch(() => ({ mode: 0 }));
  if ((mode & OTHERS) === 0) return [];
  return [error(`${file} is readable by others (mode ${(mode & 0o777).toString(8)})`, `chmod 600 ${file}`)];
}
