import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../message-of.js";

const MS_PER_DAY = 86_400_000;
/** Renewal is tried a month before the end: two weeks before, something is wrong with it. */
const WARNED_DAYS = 14;

export interface CertificateProblem {
  readonly file: string;
  /** `broken`: HAProxy does not start with it. */
  readonly kind: "broken" | "expired" | "expires";
  /** In words, with the file. */
  readonly text: string;
}

/** Files of a folder that expire within two weeks, have expired, or cannot be read. */
export async function certificateProblems(
  folder: string,
  files: readonly string[],
  now = Date.now(),
): Promise<readonly CertificateProblem[]> {
  const found = await Promise.all(files.map((file) => problemOf(folder, file, now)));
  return found.filter((problem) => problem !== undefined);
}

async function problemOf(folder: string, file: string, now: number): Promise<CertificateProblem | undefined> {
  try {
    const { validTo } = new X509Certificate(await readFile(join(folder, file)));
    const days = Math.floor((Date.parse(validTo) - now) / MS_PER_DAY);
    if (days >= WARNED_DAYS) return undefined;
    if (days < 0) return { file, kind: "expired", text: `${file} expired ${-days} days ago` };
    return { file, kind: "expires", text: `${file} expires in ${days} days` };
  } catch (error) {
    return { file, kind: "broken", text: `${file} cannot be read: ${messageOf(error)}` };
  }
}
