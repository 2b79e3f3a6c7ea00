import { CertificateFolder, type CertificateManager } from "@haproxy-mcp/acme-manager";
import { boundedTexts } from "../bounded-list.js";
import { certificateProblems } from "../certificates/certificate-problems.js";
import { messageOf } from "../message-of.js";
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
  try {
    const files = await new CertificateFolder(folder).files();
    if (files.length === 0) return undefined;
    const [problems, known] = await Promise.all([
      certificateProblems(folder, files),
      manager.list({ signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]) }),
    ]);
    const unserved = known.filter(
      ({ served, state }) => served === "no" && state !== "broken" && state !== "failed",
    );
    const lists = {
      count: files.length,
      expiring: boundedTexts(problems.map(({ text }) => text)),
      unserved: boundedTexts(unserved.map(({ name }) => name)),
    };
    if (problems.length > 0)
      return {
        status: "error",
        reason: `${problems.length} of ${files.length} certificates need attention`,
        advice: "Renew them; a file that cannot be read keeps HAProxy from starting.",
        ...lists,
      };
    if (unserved.length > 0)
      return {
        status: "error",
        reason: `HAProxy does not serve ${unserved.length} certificates as they are on disk`,
        advice: "They are brought in within the hour and at every start of this server.",
        ...lists,
      };
    return { status: "ok", ...lists };
  } catch (error) {
    return { status: "error", reason: messageOf(error), count: 0, expiring: [], unserved: [] };
  }
}
