import { AcmeError } from "../errors.js";
import { parseJson } from "../json.js";
import { type AcmeProblem, readProblem } from "../protocol/acme-problem.js";
import { problemError } from "../protocol/problem-error.js";
import { type AcmeShOutput, LOCK_IS_HELD } from "./run-acme-sh.js";

const MOST_CHARACTERS = 300;
/** `[Mon Nov 23 00:30:43 UTC 2026] ` before each message. */
const TIMESTAMP = /^\[[^\]]*\] ?/;

/** Texts of acme.sh 3.1, most specific first: a failed run also reports what follows from its failure. */
const FAILURES: readonly (readonly [RegExp, (found: RegExpExecArray) => AcmeError])[] = [
  [
    /Cannot find DNS API hook for: (.*)/,
    ([, hook]) => new AcmeError("NOT_CONFIGURED", `acme.sh has no DNS hook ${hook}`),
  ],
  [
    /([^\s:]+): ?Invalid status\. Verification error details: ?(.*)/,
    ([, name, detail]) => new AcmeError("VALIDATION_FAILED", `${name} was not validated: ${detail}`),
  ],
  [
    /Error adding TXT record to domain: (\S+)/,
    ([, name]) =>
      new AcmeError("DNS_PROVIDER", `acme.sh could not add the record ${name}`, { reason: "other" }),
  ],
  [
    /Cannot init API for|error code: (?:6|7|28|35|52|56|60)\b/,
    () => new AcmeError("CA_UNREACHABLE", "the CA cannot be reached, or does not respond as an ACME server"),
  ],
];

/** Why a run of acme.sh failed; it has few exit codes, so its output is read. Secrets are removed. */
export function failureOf(output: AcmeShOutput, secrets: readonly string[]): AcmeError {
  const { exitCode, stdout, stderr } = output;
  if (exitCode === LOCK_IS_HELD) return new AcmeError("LOCKED", "another acme.sh is using this home");
  const problem = lastProblem(stderr) ?? lastProblem(stdout);
  const text = `${stderr}\n${stdout}`;
  for (const [pattern, error] of problem === undefined ? FAILURES : FAILURES.slice(0, 2)) {
    const found = pattern.exec(text);
    if (found !== null) return withoutSecrets(error(found), secrets);
  }
  if (problem !== undefined) return withoutSecrets(problemError(problem, "the CA refused"), secrets);
  const [last = "no output"] = stderr.trim().split("\n").reverse();
  const words = last.replace(TIMESTAMP, "").slice(0, MOST_CHARACTERS);
  return withoutSecrets(new AcmeError("DRIVER_FAILED", `acme.sh exited with ${exitCode}: ${words}`), secrets);
}

/** The last problem document in a text, on one line or several. */
function lastProblem(text: string): AcmeProblem | undefined {
  for (
    let start = text.lastIndexOf("{");
    start >= 0;
    start = start === 0 ? -1 : text.lastIndexOf("{", start - 1)
  ) {
    for (let end = text.indexOf("}", start); end >= 0; end = text.indexOf("}", end + 1)) {
      const problem = readProblem(parseJson(text.slice(start, end + 1)));
      if (problem !== undefined && /acme:error/.test(problem.type)) return problem;
    }
  }
  return undefined;
}

function withoutSecrets(error: AcmeError, secrets: readonly string[]): AcmeError {
  const found = secrets.filter((secret) => secret !== "" && error.message.includes(secret));
  if (found.length === 0) return error;
  const message = found.reduce((text, secret) => text.replaceAll(secret, "***"), error.message);
  return new AcmeError(error.code, message, {
    retryAt: error.retryAt,
    reason: error.reason,
  });
}
