import { basename } from "node:path";
import type { ProxySection } from "../model/proxy.js";
import type { ConfigLine } from "../read/config-line.js";

/** `map_dom(/etc/x.map,none)` in a rule (configuration.txt section 7.3.1, map_*). */
export interface LookUp {
  readonly line: ConfigLine;
  /** As written, up to the parenthesis: `map_dom`. */
  readonly converter: string;
  readonly file: string;
}

const LOOK_UP = /\b(map(?:_[a-z]+){0,2})\(([^,)]+)/g;

/** Every look-up in a map, of the lines in their order. */
export function lookUpsOf({ effective }: ProxySection): readonly LookUp[] {
  return effective.flatMap((line) =>
    [...line.words.join(" ").matchAll(LOOK_UP)].map(([, converter = "", file = ""]) => ({
      line,
      converter,
      file,
    })),
  );
}

/** Only the last part of the path counts: a container may mount the file elsewhere. */
export function isOurs({ file }: Pick<LookUp, "file">, mapFile: string): boolean {
  return basename(file) === basename(mapFile);
}

export function ourLookUps(proxy: ProxySection, mapFile: string): readonly LookUp[] {
  return lookUpsOf(proxy).filter((lookUp) => isOurs(lookUp, mapFile));
}

/** The variables that rules set from our map. */
export function poolVariables(proxy: ProxySection, mapFile: string): readonly string[] {
  const names = ourLookUps(proxy, mapFile).map(
    ({ line }) => /\bset-var\(([^,)]+)/.exec(line.words.join(" "))?.[1],
  );
  return [...new Set(names)].filter((name) => name !== undefined);
}

/** The rules that depend on our map, themselves or by a variable. */
export function ourRules(proxy: ProxySection, mapFile: string): ReadonlySet<ConfigLine> {
  const variables = poolVariables(proxy, mapFile).map((name) => `var(${name})`);
  const uses = ({ words }: ConfigLine) => variables.some((variable) => words.join(" ").includes(variable));
  const lines = [...ourLookUps(proxy, mapFile).map(({ line }) => line), ...proxy.effective.filter(uses)];
  return new Set(lines.filter(({ words: [keyword] }) => keyword !== "acl"));
}
