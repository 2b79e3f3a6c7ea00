import type { Drift, Uncertainty } from "@haproxy-mcp/load-balancer";
import { boundedTexts } from "../tools/bounded-list.js";
import { bounded, error, type Finding, warning } from "./finding.js";

/** The ways out of a loss: `STATE_TOO_SMALL` and the findings name the same ones. */
export const AFTER_LOSS =
  "put the files back from a backup and call haproxy_restore_state; or, if they are as they should be, call it with " +
  "allow_shrink (haproxy-mcp restore --allow-shrink); or, if HAProxy is as it should be, call haproxy_save_state with adopt_running";
const OTHER_LINES = "fix the others in the same way; they are listed once these are fixed";
const DELETE_ORPHANS =
  "call haproxy_remove_domain to delete the records of a name, haproxy_add_domain with replace to add it with new servers, " +
  "or put its line back into domains.map";

/** Everything of the files that has been lost. */
export function lossFindings(loss: string | undefined): readonly Finding[] {
  if (loss === undefined) return [];
  return [error(`${loss}; every change is refused, and nothing is deleted`, AFTER_LOSS)];
}

/** One for each line or record that is left unchanged, with the edit that fixes it. */
export function uncertainFindings(uncertain: Drift["uncertain"]): readonly Finding[] {
  return bounded(uncertain.map(findingOf), OTHER_LINES);
}

/** One for all names that only `servers.json` has: they do no harm. */
export function orphanFindings(orphans: Drift["orphans"]): readonly Finding[] {
  const [first] = orphans;
  if (first === undefined) return [];
  const names = boundedTexts(orphans.map(describeOrphan)).join(", ");
  const message = `servers.json has servers of ${countOf(orphans.length, "name")} without a line in domains.map, which have no effect: ${names}`;
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
  const { about, file, line, remedy } = one;
  return {
    // a new journal is written with the next change
    severity: about === "journal" ? "warning" : "error",
    file,
    line,
    message: describeUncertain(one),
    remedy,
  };
}

export function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
