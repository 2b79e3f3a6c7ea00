import type { Uncertainty } from "@haproxy-mcp/load-balancer";
import type { StateSnapshot } from "@haproxy-mcp/map-store";
import type { AllCertificates } from "../../checks/certificates.js";
import type { Finding } from "../../checks/finding.js";
import type { Surroundings } from "../../checks/surroundings.js";
import { lossFindings, OTHER_LINES, uncertainFindings } from "../../checks/uncertain.js";
import type { FindingRow, FindingsPart, UncertainRow } from "../model.js";
import { inPageWords } from "../page-words.js";
import { driftRows } from "./drift-rows.js";

const MAX_UNCERTAIN = 200;

export interface FindingsInput {
  readonly surroundings: Surroundings;
  /** `undefined` until they were checked for the first time. */
  readonly certificates: AllCertificates | undefined;
  /** The files, where HAProxy differs from them. */
  readonly snapshot: StateSnapshot | undefined;
  readonly serversFile: string;
  readonly checkedAt: Date;
}

/** What the checks found, as the page shows it. What it has lists of is no finding again. */
export function findingsPart({
  surroundings: { server, state, drift: check, configuration = [], host },
  certificates,
  snapshot,
  serversFile,
  checkedAt,
}: FindingsInput): FindingsPart {
  const { drift, orphans } = check;
  const notCompared = drift === undefined ? check.findings[0] : undefined;
  const rows = [
    ...toRows("server", server),
    ...toRows("host", host.findings),
    ...toRows("configuration", configuration),
    ...toRows("state", [...state.findings, ...lossFindings(drift?.loss), ...orphans]),
    ...toRows("certificates", [
      ...(certificates?.onDisk.findings ?? []),
      ...(certificates?.served.findings ?? []),
    ]),
  ];
  return {
    findings: [...rows.filter(isError), ...rows.filter((row) => !isError(row))],
    uncertain: toUncertainRows(drift?.uncertain ?? []),
    drift: drift === undefined || snapshot === undefined ? [] : driftRows(drift, snapshot, serversFile),
    driftCount: drift?.differences.length ?? 0,
    loss: drift?.loss,
    notCompared: notCompared && inPageWords(`${notCompared.message}; ${notCompared.remedy}`),
    checkedAt: checkedAt.toISOString(),
  };
}

const isError = ({ severity }: FindingRow) => severity === "error";

function toRows(about: string, findings: readonly Finding[]): readonly FindingRow[] {
  return findings.map(({ severity, message, remedy, file, line }) => ({
    severity,
    about,
    message: inPageWords(message),
    remedy: inPageWords(remedy),
    file,
    line,
  }));
}

/** The first 200, and one that stands for the others. */
function toUncertainRows(uncertain: readonly Uncertainty[]): readonly UncertainRow[] {
  const rows = uncertain.slice(0, MAX_UNCERTAIN).map(toUncertain);
  const others = uncertain.length - rows.length;
  if (others === 0) return rows;
  const message = `and ${others} more`;
  const rest = { about: "MORE", message, remedy: inPageWords(OTHER_LINES), running: "", atReload: "" };
  return [...rows, { severity: "error", ...rest }];
}

function toUncertain(one: Uncertainty): UncertainRow {
  const { about, kind, file, line, message, name, key, running, atReload, edit } = one;
  const [{ severity, remedy } = { severity: "error" as const, remedy: one.remedy }] = uncertainFindings([
    one,
  ]);
  return {
    severity,
    about: kind,
    message,
    remedy: inPageWords(remedy),
    file,
    line,
    name: name ?? key,
    running: about === "journal" ? "" : running === undefined ? "not routed" : `routed to ${running}`,
    atReload,
    edit,
  };
}
