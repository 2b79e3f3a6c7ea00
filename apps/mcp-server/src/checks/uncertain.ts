import type { Drift, Uncertainty } from "@haproxy-mcp/load-balancer";
import { countOf } from "../program/count-of.js";
import { boundedTexts } from "../tools/bounded-list.js";
import { bounded, error, type Finding, warning } from "./finding.js";

/** What to do after a loss, for `STATE_TOO_SMALL` and findings alike. */
export const AFTER_LOSS =
  "restore the files from a backup and call haproxy_restore_state; or, if the files are right, call it with " +
  "allow_shrink (haproxy-mcp restore --allow-shrink); or, if HAProxy is right, call haproxy_save_state with adopt_running";
export const OTHER_LINES = "fix these first; then the others are listed";
const CHAINED =
  "for an HAProxy in front of itself, set HAPROXY_ALLOW_OWN_FRONTENDS=on (its Runtime API, its statistics and this server are refused all the same)";
const DELETE_ORPHANS =
  "call haproxy_remove_domain to delete the records of a name, or haproxy_add_domain with replace to add it with new servers, " +
  "or restore its line in domains.map";

/** What the files have lost. */
export function lossFindings(loss: string | undefined): readonly Finding[] {
  if (loss === undefined) return [];
  return [error(`${loss}; every change is refused, and nothing is deleted`, AFTER_LOSS)];
}

/** One finding for each line or record left unchanged, with the edit that fixes it. */
export function uncertainFindings(uncertain: Drift["uncertain"]): readonly Finding[] {
  return bounded(uncertain.map(findingOf), OTHER_LINES);
}

/** One finding for all names that are only in `servers.json`: they do no harm. */
export function orphanFindings(orphans: Drift["orphans"]): readonly Finding[] {
  const [first] = orphans;
  if (first === undefined) return [];
  const names = boundedTexts(orphans.map(describeOrphan)).join(", ");
  const message = `servers.json has records of ${countOf(orphans.length, "name")} with no line in domains.map (no effect): ${names}`;
  return [{ ...warning(message, DELETE_ORPHANS), count: orphans.length }];
}

export function describeOrphan({ name, since }: Drift["orphans"][number]): string {
  return since === undefined ? name : `${name} (since ${since.toISOString().slice(0, 10)})`;
}

/** What is wrong with a line, what runs now, and what HAProxy does at its next reload. */
function describeUncertain({ message, about, key, name, running, atReload }: Uncertainty): string {
  const what = name ?? key;
  const isRouted = running === undefined ? "is not routed" : `is routed to ${running}`;
  const now = about === "journal" || what === undefined ? "" : `; ${what} ${isRouted} now`;
  return `${message}${now}; at the next reload: ${atReload}`;
}

function findingOf(one: Uncertainty): Finding {
  const { kind, about, file, line, remedy } = one;
  return {
    // the next change writes a new journal
    severity: about === "journal" ? "warning" : "error",
    file,
    line,
    message: describeUncertain(one),
    remedy: kind === "REFUSED" ? `${remedy}; ${CHAINED}` : remedy,
  };
}
