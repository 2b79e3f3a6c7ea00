import { CertificateFolder, type CertificateManager } from "@haproxy-mcp/acme-manager";
import { certificateProblems } from "../certificates/certificate-problems.js";
import { messageOf } from "../program/message-of.js";
import { boundedTexts } from "../tools/bounded-list.js";
import type { Component } from "./component.js";

const LIMIT_MS = 3_000;

export type CertificatesHealth = Component & {
  readonly count: number;
  /** Those that expire within two weeks, have expired, or cannot be read; in words. */
  readonly expiring: string[];
  /** Names of those that HAProxy does not serve as they are in their files. */
  readonly unserved: string[];
};

/** `undefined` where there are no certificates: HAProxy serves plain HTTP. */
export async function checkCertificates(
  folder: string,
  manager: Pick<CertificateManager, "list">,
  signal: AbortSignal,
): Promise<CertificatesHealth | undefined> {
  const [onDisk, served] = await Promise.allSettled([filesOf(folder), unservedOf(manager, signal)]);
  if (onDisk.status === "rejected")
    return { status: "error", reason: messageOf(onDisk.reason), count: 0, expiring: [], unserved: [] };
  const { count, problems } = onDisk.value;
  if (count === 0) return undefined;
  const unserved = served.status === "fulfilled" ? served.value : [];
  const lists = { count, expiring: boundedTexts(problems), unserved: boundedTexts(unserved) };
  if (problems.length > 0)
    return {
      status: "error",
      reason: `${problems.length} of ${count} certificates need attention`,
      advice: "Renew them; a file that cannot be read keeps HAProxy from starting.",
      ...lists,
    };
  if (served.status === "rejected") return { status: "error", reason: messageOf(served.reason), ...lists };
  if (unserved.length > 0)
    return {
      status: "error",
      reason: `HAProxy does not serve ${unserved.length} of ${count} certificates as they are on disk`,
      advice: "They are brought in within the hour and at every start of this server.",
      ...lists,
    };
  return { status: "ok", ...lists };
}

async function filesOf(
  folder: string,
): Promise<{ readonly count: number; readonly problems: readonly string[] }> {
  const files = await new CertificateFolder(folder).files();
  const problems = await certificateProblems(folder, files);
  return { count: files.length, problems: problems.map(({ text }) => text) };
}

/** Names of those that could be served, and are not. */
async function unservedOf(
  manager: Pick<CertificateManager, "list">,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const known = await manager.list({ signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]) });
  const unserved = known.filter(
    ({ served, state }) => served === "no" && (state === "valid" || state === "due"),
  );
  return unserved.map(({ name }) => name);
}
