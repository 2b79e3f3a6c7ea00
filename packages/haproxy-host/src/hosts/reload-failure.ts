import { HostError } from "../errors.js";

export function notReloaded(what: string, words: string): HostError {
  return new HostError(
    "RELOAD_FAILED",
    `${what}; the old one keeps serving${words === "" ? "" : `:\n${words}`}`,
  );
}

/** Alerts about the end of the old worker are skipped: every reload ends one. */
export function alertsIn(words: string): string | undefined {
  const alerts = words
    // a container's log may join lines
    .replace(/(?<=.)(?=\[(?:ALERT|WARNING|NOTICE)\])/g, "\n")
    .split("\n")
    .filter((line) => line.includes("[ALERT]") && !/\b(?:worker|process) .*exited with code/i.test(line));
  return alerts.length === 0 ? undefined : alerts.join("\n");
}

/** The lines printed since, where only the last lines are kept. */
export function newWords(before: string, now: string): string {
  if (now.startsWith(before)) return now.slice(before.length);
  const known = new Set(before.split("\n"));
  return now
    .split("\n")
    .filter((line) => !known.has(line))
    .join("\n");
}
