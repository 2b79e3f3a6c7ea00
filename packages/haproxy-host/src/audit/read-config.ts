/** A non-empty line of `haproxy.cfg`. */
export interface ConfigLine {
  /** From 1. */
  readonly number: number;
  readonly words: readonly string[];
}

export interface ConfigSection {
  /** `global`, `defaults`, `frontend`, `backend`, `listen`, … */
  readonly kind: string;
  readonly name: string;
  /** Of its heading. */
  readonly number: number;
  /** The words of its heading after the name. */
  readonly options: readonly string[];
  readonly lines: readonly ConfigLine[];
}

const SECTIONS =
  /^(?:global|defaults|frontend|backend|listen|peers|mailers|userlist|resolvers|program|cache|ring|http-errors|crt-store|fcgi-app|log-forward|log-profile|traces|acme)$/;

/** The sections of a configuration (configuration.txt section 2), in their order; variables are not expanded. Pure. */
export function readConfig(text: string): readonly ConfigSection[] {
  const sections: (Omit<ConfigSection, "lines"> & { lines: ConfigLine[] })[] = [];
  text.split("\n").forEach((line, index) => {
    const [first, ...rest] = splitWords(line);
    if (first === undefined) return;
    const number = index + 1;
    if (SECTIONS.test(first)) {
      const [name = "", ...options] = rest;
      sections.push({ kind: first, name, number, options, lines: [] });
    } else sections.at(-1)?.lines.push({ number, words: [first, ...rest] });
  });
  return sections;
}

/** Splits by HAProxy's quoting (configuration.txt section 2.2): backslash, strong and weak quotes, and a comment from `#`. */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let i = 0; i < line.length; i++) {
    const char = line[i] ?? "";
    if (char === "\\" && quote !== "'") word = (word ?? "") + (line[++i] ?? "");
    else if (quote !== "" && char === quote) quote = "";
    else if (quote !== "") word = (word ?? "") + char;
    else if (char === '"' || char === "'") {
      quote = char;
      word ??= "";
    } else if (char === "#") break;
    else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + char;
  }
  return word === undefined ? words : [...words, word];
}
