import type { ConfigLine } from "../read/config-line.js";
import { type Acl, parseAcl } from "./acl.js";

/** A line with its condition. */
export interface Rule {
  readonly line: ConfigLine;
  /** Absent: it always applies. */
  readonly condition?: Condition | undefined;
}

interface Condition {
  readonly kind: "if" | "unless";
  /** Alternatives, each of terms that must all be true. */
  readonly alternatives: readonly (readonly Term[])[];
}

export interface Term {
  readonly isNegated: boolean;
  /** Of an ACL. */
  readonly name?: string;
  /** Written in place: `{ … }`. */
  readonly acl?: Acl;
}

const OR = new Set(["or", "||"]);

export function ruleOf(line: ConfigLine): Rule {
  const { words } = line;
  const at = words.findIndex((word) => word === "if" || word === "unless");
  if (at === -1) return { line };
  const alternatives = termsOf(words.slice(at + 1));
  return { line, condition: { kind: words[at] === "if" ? "if" : "unless", alternatives } };
}

/** The ACLs that are written in place. */
export function anonymousAcls({ condition }: Rule): readonly Acl[] {
  return (condition?.alternatives ?? []).flat().flatMap(({ acl }) => acl ?? []);
}

function termsOf(words: readonly string[]): readonly (readonly Term[])[] {
  const alternatives: Term[][] = [[]];
  let isNegated = false;
  for (let i = 0; i < words.length; i++) {
    let word = words[i] ?? "";
    if (OR.has(word)) {
      alternatives.push([]);
      continue;
    }
    while (word.startsWith("!")) {
      isNegated = !isNegated;
      word = word.slice(1);
    }
    if (word === "") continue;
    if (word === "{") {
      const end = words.indexOf("}", i);
      alternatives
        .at(-1)
        ?.push({ isNegated, acl: parseAcl(words.slice(i + 1, end === -1 ? undefined : end)) });
      i = end === -1 ? words.length : end;
    } else alternatives.at(-1)?.push({ isNegated, name: word });
    isNegated = false;
  }
  return alternatives;
}
