import { X509Certificate } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { boundedTexts } from "../bounded-list.js";
import { messageOf } from "../message-of.js";
import type { Component } from "./component.js";

const MS_PER_DAY = 86_400_000;
/** Renewal is tried a month before the end: two weeks before, something is wrong with it. */
const WARNED_DAYS = 14;

export type CertificatesHealth = Component & {
  readonly count: number;
  /** Those that expire within two weeks, have expired, or cannot be read; in words. */
  readonly expiring: string[];
};

/** `undefined` where there is no such folder: HAProxy serves plain HTTP. */
export async function checkCertificates(
  folder: string,
  now = Date.now(),
): Promise<CertificatesHealth | undefined> {
  let names: readonly string[];
  try {
    names = await certificateNames(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    return { status: "error", reason: messageOf(error), count: 0, expiring: [] };
  }
  const found = await Promise.all(names.map((name) => problemOf(join(folder, name), name, now)));
  const problems = found.filter((problem) => problem !== undefined);
  const expiring = boundedTexts(problems);
  if (problems.length === 0) return { status: "ok", count: names.length, expiring };
  return {
    status: "error",
    reason: `${problems.length} of ${names.length} certificates need attention`,
    advice: "Renew them; a file that cannot be read keeps HAProxy from starting.",
    count: names.length,
    expiring,
  };
}

/** The files that HAProxy loads from a folder, in the order in which it does. */
export async function certificateNames(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(".pem") && !name.startsWith(".")).sort();
}

async function problemOf(file: string, name: string, now: number): Promise<string | undefined> {
  try {
    const days = Math.floor(
      (Date.parse(new X509Certificate(await readFile(file)).validTo) - now) / MS_PER_DAY,
    );
    if (days >= WARNED_DAYS) return undefined;
    return days < 0 ? `${name} expired ${-days} days ago` : `${name} expires in ${days} days`;
  } catch (error) {
    return `${name} cannot be read: ${messageOf(error)}`;
  }
}
