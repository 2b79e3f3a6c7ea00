import { createConditionalBlocks } from "./conditional-blocks.js";
import type { ConfigLine } from "./config-line.js";
import { splitWords } from "./split-words.js";

/** One of the files that HAProxy is started with. */
export interface ConfigFile {
  readonly file: string;
  readonly text: string;
}

/** A file whose lines are known by other numbers. */
export interface NumberedFile extends ConfigFile {
  readonly numbers: readonly number[];
}

export interface ConfigSection {
  /** `global`, `defaults`, `frontend`, `backend`, `listen`, … */
  readonly kind: string;
  readonly name: string;
  readonly heading: ConfigLine;
  /** The defaults section that its heading names. */
  readonly from?: string | undefined;
  readonly lines: readonly ConfigLine[];
}

export interface ReadConfig {
  readonly sections: readonly ConfigSection[];
  /** The conditions (`.if`) that only HAProxy can evaluate; each is taken as true. */
  readonly assumed: readonly ConfigLine[];
}

const SECTIONS =
  /^(?:global|defaults|frontend|backend|listen|peers|mailers|userlist|resolvers|program|cache|ring|http-errors|crt-store|fcgi-app|log-forward|log-profile|traces|acme)$/;

/**
 * The sections of a configuration (configuration.txt section 2), in their order. Pure.
 *
 * @param options `allBranches`: also the lines that a condition may exclude
 */
export function readConfig(
  config: string | readonly ConfigFile[],
  { allBranches = false }: { readonly allBranches?: boolean } = {},
): ReadConfig {
  const sections: (Omit<ConfigSection, "lines"> & { lines: ConfigLine[] })[] = [];
  const variables = new Map<string, string>();
  const assumed: ConfigLine[] = [];
  for (const { file, text, numbers } of filesOf(config)) {
    const blocks = createConditionalBlocks();
    text.split("\n").forEach((raw, index) => {
      const line = { file, number: numbers?.[index] ?? index + 1, ...splitWords(raw, variables) };
      const [first] = line.words;
      if (first === undefined || (!blocks.includes(line) && !(allBranches && !first.startsWith(".")))) return;
      if (SECTIONS.test(first)) sections.push({ ...headed(line), lines: [] });
      else sections.at(-1)?.lines.push(line);
      if (first === "setenv") variables.set(line.words[1] ?? "", line.words[2] ?? "");
    });
    assumed.push(...blocks.assumed);
  }
  return { sections, assumed };
}

function filesOf(
  config: string | readonly ConfigFile[],
): readonly (Pick<ConfigFile, "text"> & Partial<NumberedFile>)[] {
  return typeof config === "string" ? [{ text: config }] : config;
}

/** `defaults [NAME] [from NAME]`, and the same for proxies. */
function headed(heading: ConfigLine): Omit<ConfigSection, "lines"> {
  const [kind = "", ...rest] = heading.words;
  const at = rest.indexOf("from");
  const name = at === 0 ? "" : (rest[0] ?? "");
  return { kind, name, heading, from: at === -1 ? undefined : rest[at + 1] };
}
