import { isAbsolute } from "node:path";

export type SettingReader = ReturnType<typeof createSettingReader>;

/** Reads settings out of an environment, and remembers every one that does not parse. */
export function createSettingReader(environment: Readonly<Record<string, string | undefined>>) {
  const problems: string[] = [];
  const names = new Set<string>();
  const given: Record<string, string> = {};

  const textOf = (name: string): string | undefined => {
    names.add(name);
    return environment[name]?.trim() || undefined;
  };

  /** An empty variable counts as one that is not set. */
  const optionalText = (name: string): string | undefined => {
    const text = textOf(name);
    if (text === undefined) return undefined;
    if (/\p{Cc}/u.test(text)) {
      problems.push(`${name} is ${JSON.stringify(text)}; it must have no control characters`);
      return undefined;
    }
    given[name] = text;
    return text;
  };

  /**
   * @param parse gives `undefined` for a text that is no value
   * @param allowed what the value may be, for the message: "a port from 1 to 65535"
   */
  const read = <Value>(
    name: string,
    fallback: string,
    parse: (text: string) => Value | undefined,
    allowed: string,
  ): Value => {
    const text = optionalText(name) ?? fallback;
    const value = parse(text);
    if (value === undefined) problems.push(`${name} is ${JSON.stringify(text)}; it must be ${allowed}`);
    // A reader with problems is never used further: its owner throws.
    return value as Value;
  };

  return {
    problems,
    /** Every setting that was asked for. */
    names,
    /** Settings that are set, as they were written. */
    given,
    read,
    optionalText,

    /** As {@link read}, for one that may be left out. */
    optional<Value>(
      name: string,
      parse: (text: string) => Value | undefined,
      allowed: string,
    ): Value | undefined {
      return optionalText(name) === undefined ? undefined : read(name, "", parse, allowed);
    },

    /** One whose text is shown to nobody, neither in a problem nor among those that are given. */
    secret(name: string, pattern: RegExp, allowed: string): string | undefined {
      const text = textOf(name);
      if (text !== undefined && !pattern.test(text))
        problems.push(`${name} is not what it must be: ${allowed}`);
      return text;
    },
  };
}

export const FILE = "an absolute path";

export function absolutePath(text: string): string | undefined {
  return isAbsolute(text) && !text.endsWith("/") && !text.includes("\0") ? text : undefined;
}

export const NAME = "a name of letters, digits and any of _.@:-, that begins with a letter or digit";

/** Never an option of the program that it is given to. */
export function plainName(text: string): string | undefined {
  return /^[a-zA-Z0-9][\w.@:-]{0,254}$/.test(text) ? text : undefined;
}

/** Whole numbers within bounds, written in decimal digits. */
export function wholeNumber(least: number, most: number): (text: string) => number | undefined {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return number >= least && number <= most ? number : undefined;
  };
}

export function oneOf<const Word extends string>(words: readonly Word[]): (text: string) => Word | undefined {
  return (text) => words.find((word) => word === text);
}

export function listOf<Item>(
  parse: (text: string) => Item | undefined,
): (text: string) => readonly Item[] | undefined {
  return (text) => {
    const texts = text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
    const items = texts.map(parse).filter((item) => item !== undefined);
    return items.length === texts.length ? items : undefined;
  };
}
