import { AcmeError, type AcmeErrorCode } from "../errors.js";
import { retryTimeInText } from "../http/retry-after.js";
import { type AcmeProblem, describeProblem, kindOfProblem } from "./acme-problem.js";

/** Kinds of RFC 8555 section 6.7, RFC 9773 section 5 and the profiles draft, by what a caller can do. */
const CODES: Readonly<Record<string, AcmeErrorCode>> = {
  accountDoesNotExist: "ACCOUNT_GONE",
  alreadyReplaced: "CA_REFUSED",
  badCSR: "CA_REFUSED",
  caa: "CA_REFUSED",
  connection: "VALIDATION_FAILED",
  dns: "VALIDATION_FAILED",
  externalAccountRequired: "EAB_REQUIRED",
  incorrectResponse: "VALIDATION_FAILED",
  rateLimited: "RATE_LIMITED",
  rejectedIdentifier: "CA_REFUSED",
  serverInternal: "CA_FAILED",
  unauthorized: "CA_REFUSED",
};

/** @param retryAt from the response's header; else it is read from the text */
export function problemError(problem: AcmeProblem, what: string, retryAt?: Date): AcmeError {
  const code = codeOf(problem);
  const when = retryAt ?? retryTimeInText(problem.detail);
  return new AcmeError(code, `${what}: ${describeProblem(problem)} (${kindOfProblem(problem)})`, {
    problem,
    retryAt: when,
  });
}

function codeOf(problem: AcmeProblem): AcmeErrorCode {
  // where the key id or the signature is refused; the account's own errors don't mention it
  if (/external account binding|field 'kid' references/i.test(problem.detail)) return "EAB_REQUIRED";
  const code = CODES[kindOfProblem(problem)];
  if (code !== undefined) return code;
  return (problem.status ?? 0) >= 500 ? "CA_FAILED" : "CA_REFUSED";
}
