import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../program/message-of.js";

const MS_PER_DAY = 86_400_000;
/** Renewal is tried a month before the end: two weeks before, something is wrong with it. */
const WARNED_DAYS = 14;

export interface CertificateProblem {
  /** HAProxy does not start with it. */
  readonly isBroken: boolean;
  /** In words, with the file. */
  readonly text: string;
}

/** Files of a folder that expire within two weeks, have expired, or cannot be read. */
export async function certificateProblems(
  folder: string,
  files: readonly string[],
): Promise<readonly CertificateProblem[]> {
  const found = await Promise.all(files.map((file) => problemOf(folder, file)));
  return found.filter((problem) => problem !== undefined);
}

async function problemOf(folder: string, file: string): Promise<CertificateProblem | undefined> {
  try {
    const { validTo } = new X509Certificate(await readFile(join(folder, file)));
    const days = Math.floor((Date.parse(validTo) - Date.now()) / MS_PER_DAY);
    if (days >= WARNED_DAYS) return undefined;
    const text = days < 0 ? `${file} expired ${-days} days ago` : `${file} expires in ${days} days`;
    return { isBroken: false, text };
  } catch (error) {
    return { isBroken: true, text: `${file} cannot be read: ${messageOf(error)}` };
  }
}
