import { isRecord } from "../json.js";

/** A problem document of a CA (RFC 7807, RFC 8555 section 6.7). */
export interface AcmeProblem {
  /** `urn:ietf:params:acme:error:rateLimited` */
  readonly type: string;
  readonly detail: string;
  readonly status?: number | undefined;
  /** Errors of single names (RFC 8555 section 6.7.1). */
  readonly subproblems: readonly {
    readonly type: string;
    readonly detail: string;
    readonly name?: string | undefined;
  }[];
}

const MOST_CHARACTERS = 500;
const PREFIX = "urn:ietf:params:acme:error:";

/** Reads untrusted input of any shape. `undefined` for anything but a problem document. */
export function readProblem(document: unknown): AcmeProblem | undefined {
  if (!isRecord(document) || typeof document["type"] !== "string") return undefined;
  const { type, status, subproblems } = document;
  return {
    type,
    detail: textOf(document["detail"]),
    status: typeof status === "number" ? status : undefined,
    subproblems: (Array.isArray(subproblems) ? subproblems : []).filter(isRecord).map((sub) => {
      const identifier = sub["identifier"];
      const name = isRecord(identifier) ? textOf(identifier["value"]) : "";
      return { type: textOf(sub["type"]), detail: textOf(sub["detail"]), name: name || undefined };
    }),
  };
}

/** `rateLimited`, of `urn:ietf:params:acme:error:rateLimited`. */
export function kindOfProblem({ type }: AcmeProblem): string {
  return type.startsWith(PREFIX) ? type.slice(PREFIX.length) : type;
}

/** One line, to show. */
export function describeProblem(problem: AcmeProblem): string {
  const parts = problem.subproblems.map(({ name, detail }) =>
    name === undefined ? detail : `${name}: ${detail}`,
  );
  return [problem.detail, ...parts].filter((part) => part !== "").join("; ") || kindOfProblem(problem);
}

/** Text from a CA is shown to operators and models: one line, of bounded length. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value.slice(0, MOST_CHARACTERS).replaceAll(/\p{Cc}+/gu, " ") : "";
}
