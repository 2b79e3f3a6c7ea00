import type { Acl, Acls } from "../model/acl.js";
import type { Rule, Term } from "../model/rule.js";
import { type Entries, matchOf } from "./patterns.js";
import { evaluateCalls, isHostFetch, type Request } from "./sample.js";

/** `undefined`: it depends on something other than the host. */
export type Truth = boolean | undefined;

const SUFFIX = /_(beg|dir|dom|end|reg|str|sub)$/;

/** Whether the condition of a rule holds; a rule without one always applies. */
export function holds({ condition }: Rule, acls: Acls, request: Request): Truth {
  if (condition === undefined) return true;
  const truth = anyOf(
    condition.alternatives.map((terms) => allOf(terms.map((term) => isTrue(term, acls, request)))),
  );
  return condition.kind === "if" ? truth : negate(truth);
}

function isTrue({ isNegated, name = "", acl }: Term, acls: Acls, request: Request): Truth {
  const truth = acl === undefined ? named(name, acls, request) : matches(acl, request);
  return isNegated ? negate(truth) : truth;
}

function named(name: string, acls: Acls, request: Request): Truth {
  if (name === "TRUE" || name === "FALSE") return name === "TRUE";
  const found = acls.get(name);
  return found === undefined ? undefined : anyOf(found.map((acl) => matches(acl, request)));
}

function matches(acl: Acl, request: Request): Truth {
  const sample = evaluateCalls(acl.calls, request);
  if (sample === undefined) return undefined;
  if (acl.match === "found") return sample !== null;
  if (sample === null) return false;
  const match = matchOf(methodOf(acl), acl.ignoresCase);
  const patterns = patternsOf(acl, request.maps.files);
  if (match === undefined || patterns === undefined) return undefined;
  try {
    return patterns.some((pattern) => match(sample, pattern));
  } catch {
    return undefined; // an expression that JavaScript does not know
  }
}

/** Whether it compares the name that the client asked for. */
export function comparesHost({ calls: [fetch] }: Acl): boolean {
  return fetch !== undefined && isHostFetch(fetch);
}

export function methodOf({ calls: [fetch], match }: Acl): string {
  return match ?? SUFFIX.exec(fetch?.name ?? "")?.[1] ?? "str";
}

/** `undefined` if a file of patterns is not known. */
export function patternsOf(
  { patterns, files }: Acl,
  known: ReadonlyMap<string, Entries>,
): readonly string[] | undefined {
  if (files.length === 0) return patterns;
  const found = files.map((file) => known.get(file));
  if (found.includes(undefined)) return undefined;
  return [...patterns, ...found.flatMap((entries = []) => entries.map(([key]) => key))];
}

function allOf(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

function anyOf(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}

function negate(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}
