import type { PublishedProofs } from "../challenge/published-proofs.js";
import type { DriverOptions, IssueStep } from "../driver.js";

const RECORD = /Adding TXT value: (\S+) for domain: (\S+)/;

/** Lines of acme.sh 3.1 that start a step. */
const STEPS: readonly (readonly [RegExp, IssueStep, string])[] = [
  [/(?:Single|Multi) domain=/, "order", "Ordering the certificate"],
  [/Verifying: /, "validation", "Waiting for the CA to validate the records"],
  [/beginning signing/, "download", "Sending the signing request and downloading the certificate"],
];

/** Reads acme.sh's output as it arrives: reports progress, and notes each record that it publishes. */
export function outputLines(
  records: PublishedProofs | undefined,
  onProgress: DriverOptions["onProgress"],
): (line: string) => void {
  return (line) => {
    const [, value, name] = RECORD.exec(line) ?? [];
    if (name !== undefined && value !== undefined) {
      records?.note({ name, value });
      onProgress?.({ step: "dns", message: `Publishing ${name}` });
      return;
    }
    const step = STEPS.find(([pattern]) => pattern.test(line));
    if (step !== undefined) onProgress?.({ step: step[1], message: step[2] });
  };
}
