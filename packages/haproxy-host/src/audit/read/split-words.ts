export interface SplitLine {
  readonly words: readonly string[];
  /** The line without its comment. */
  readonly text: string;
}

/** Another character behind a backslash leaves both as they are: `\d`. */
const ESCAPED = /^\\(?:([\\ #'"$nrt])|x([0-9a-fA-F]{2}))/;
const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
const VARIABLE = /^\$(?:\{(\w+)[^}]*\}|([A-Za-z_]\w*))/;

/**
 * Splits by HAProxy's quoting (configuration.txt section 2.2): backslash, strong and weak quotes, and a comment from `#`. A
 * variable of the environment (section 2.3) whose value is not known stays in the word, as `${NAME}`.
 */
export function splitWords(line: string, variables: ReadonlyMap<string, string> = new Map()): SplitLine {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  let i = 0;
  const add = (text: string) => {
    word = (word ?? "") + text;
  };
  for (; i < line.length; i++) {
    const char = line[i] ?? "";
    const [variable, braced, bare] = (char === "$" && quote !== "'" && VARIABLE.exec(line.slice(i))) || [];
    const [escaped, code = "", hex] = (char === "\\" && quote !== "'" && ESCAPED.exec(line.slice(i))) || [];
    if (escaped !== undefined) {
      add(hex === undefined ? (CONTROLS[code] ?? code) : String.fromCharCode(Number.parseInt(hex, 16)));
      i += escaped.length - 1;
    } else if (variable !== undefined) {
      const name = braced ?? bare ?? "";
      add(variables.get(name) ?? `\${${name}}`);
      i += variable.length - 1;
    } else if (quote !== "" && char === quote) quote = "";
    else if (quote !== "") add(char);
    else if (char === '"' || char === "'") {
      quote = char;
      word ??= "";
    } else if (char === "#") break;
    else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else add(char);
  }
  return { words: word === undefined ? words : [...words, word], text: line.slice(0, i).trim() };
}

/** Whether a word has a variable of HAProxy's environment, whose value is not known here. */
export function isUnknown(word: string): boolean {
  return /\$\{\w+\}/.test(word);
}
