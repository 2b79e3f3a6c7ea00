import { type Acl, type Acls, parseAcl } from "../model/acl.js";
import type { ConfigLine } from "../read/read-config.js";
import { entriesOf, matchOf } from "./patterns.js";
import { callsOf, evaluate, isHostFetch, type Request } from "./sample.js";

/** `undefined`: it depends on something other than the host. */
export type Truth = boolean | undefined;

const OR = new Set(["or", "||"]);
const SUFFIX = /_(beg|dir|dom|end|reg|str|sub)$/;
/** The anonymous ACLs (`{ … }`) of a rule. */
export function anonymousAcls(line: ConfigLine): readonly Acl[] {
  return termsOf(conditionOf(line.words).words)
    .flat()
    .flatMap(({ criterion }) => (criterion === undefined ? [] : [parseAcl(criterion, line)]));
}

/** Whether the condition of a rule holds; a rule without one always applies. */
export function holds(line: ConfigLine, acls: Acls, request: Request): Truth {
  const { kind, words } = conditionOf(line.words);
  if (kind === undefined) return true;
  const truth = anyOf(
    termsOf(words).map((terms) => allOf(terms.map((term) => isTrue(term, line, acls, request)))),
  );
  return kind === "if" ? truth : negate(truth);
}

export function conditionOf(words: readonly string[]): {
  readonly kind: "if" | "unless" | undefined;
  readonly words: readonly string[];
} {
  const at = words.findIndex((word) => word === "if" || word === "unless");
  if (at === -1) return { kind: undefined, words: [] };
  return { kind: words[at] === "if" ? "if" : "unless", words: words.slice(at + 1) };
}

interface Term {
  readonly isNegated: boolean;
  readonly name?: string;
  readonly criterion?: readonly string[];
}

/** Alternatives, each of terms that must all be true. */
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
      alternatives.at(-1)?.push({ isNegated, criterion: words.slice(i + 1, end) });
      i = end === -1 ? words.length : end;
    } else alternatives.at(-1)?.push({ isNegated, name: word });
    isNegated = false;
  }
  return alternatives;
}

function isTrue({ isNegated, name, criterion }: Term, line: ConfigLine, acls: Acls, request: Request): Truth {
  const truth =
    criterion === undefined ? named(name ?? "", acls, request) : matches(parseAcl(criterion, line), request);
  return isNegated ? negate(truth) : truth;
}

function named(name: string, acls: Acls, request: Request): Truth {
  if (name === "TRUE" || name === "FALSE") return name === "TRUE";
  const found = acls.get(name);
  return found === undefined ? undefined : anyOf(found.map((acl) => matches(acl, request)));
}

function matches(acl: Acl, request: Request): Truth {
  const sample = evaluate(acl.expression, request);
  if (sample === undefined) return undefined;
  if (acl.match === "found") return sample !== null;
  if (sample === null) return false;
  const match = matchOf(methodOf(acl));
  const patterns = patternsOf(acl, request.maps.files);
  if (match === undefined || patterns === undefined) return undefined;
  const fold = (text: string) => (acl.ignoresCase ? text.toLowerCase() : text);
  try {
    return patterns.some((pattern) => match(fold(sample), fold(pattern)));
  } catch {
    return undefined; // an expression that JavaScript does not know
  }
}

/** Whether it compares the name that the client asked for. */
export function comparesHost({ expression }: Acl): boolean {
  const [fetch] = callsOf(expression);
  return fetch !== undefined && isHostFetch(fetch);
}

export function methodOf({ expression, match }: Acl): string {
  const [fetch] = callsOf(expression);
  return match ?? SUFFIX.exec(fetch?.name ?? "")?.[1] ?? "str";
}

/** `undefined` if a file of patterns is not known. */
export function patternsOf(
  { patterns, files }: Acl,
  known: ReadonlyMap<string, string>,
): readonly string[] | undefined {
  const texts = files.map((file) => known.get(file));
  if (texts.includes(undefined)) return undefined;
  return [...patterns, ...texts.flatMap((text) => entriesOf(text ?? "").map(([key]) => key))];
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
