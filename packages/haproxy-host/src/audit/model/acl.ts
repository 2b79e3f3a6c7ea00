import type { ConfigLine } from "../read/config-line.js";
import { type Call, callsOf } from "./expression.js";

/** The ACLs of a proxy by name; lines of one name are alternatives (configuration.txt section 7.1). */
export type Acls = ReadonlyMap<string, readonly Acl[]>;

export interface Acl {
  /** Its expression. */
  readonly calls: readonly Call[];
  /** `-i`. */
  readonly ignoresCase: boolean;
  /** As in `-m dom`; `undefined`: that of the expression. */
  readonly match: string | undefined;
  readonly files: readonly string[];
  readonly patterns: readonly string[];
}

const VALUED_FLAGS = new Set(["-m", "-f", "-M", "-u"]);

export function aclsOf(lines: readonly ConfigLine[]): Acls {
  const acls = new Map<string, Acl[]>();
  for (const line of lines) {
    const [first, name = "", ...criterion] = line.words;
    if (first !== "acl") continue;
    acls.set(name, [...(acls.get(name) ?? []), parseAcl(criterion)]);
  }
  return acls;
}

/** A criterion: an expression, flags, and patterns (configuration.txt section 7.1). */
export function parseAcl([expression = "", ...rest]: readonly string[]): Acl {
  let i = 0;
  let match: string | undefined;
  let ignoresCase = false;
  const files: string[] = [];
  for (; /^-[a-zA-Z]$/.test(rest[i] ?? ""); i++) {
    const flag = rest[i] ?? "";
    if (flag === "-i") ignoresCase = true;
    const value = rest[i + 1] ?? "";
    if (flag === "-m") match = value;
    if (flag === "-f") files.push(value);
    if (VALUED_FLAGS.has(flag)) i++;
  }
  if (rest[i] === "--") i++;
  return { calls: callsOf(expression), ignoresCase, match, files, patterns: rest.slice(i) };
}
