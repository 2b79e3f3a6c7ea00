import { isAbsolute } from "node:path";

/** The values that a setting may have. */
export interface Kind<Value> {
  /** `undefined` for an invalid text. */
  readonly parse: (text: string) => Value | undefined;
  /** For the message, such as "a port from 1 to 65535". */
  readonly allowed: string;
}

export type SettingReader = ReturnType<typeof createSettingReader>;

/** Reads settings from an environment, and collects every one that does not parse. */
export function createSettingReader(environment: Readonly<Record<string, string | undefined>>) {
  const problems: string[] = [];
  const names = new Set<string>();
  const given: Record<string, string> = {};

  const textOf = (name: string): string | undefined => {
    names.add(name);
    return environment[name]?.trim() || undefined;
  };

  /** An empty variable counts as not set. */
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

  const read = <Value>(name: string, fallback: string, { parse, allowed }: Kind<Value>): Value => {
    const text = optionalText(name) ?? fallback;
    const value = parse(text);
    if (value === undefined) problems.push(`${name} is ${JSON.stringify(text)}; it must be ${allowed}`);
    // never used: the caller throws if there are problems
    return value as Value;
  };

  return {
    problems,
    /** All that was handed in, settings or not. */
    environment,
    /** Every setting that was read. */
    names,
    /** The settings that are set, as written. */
    given,
    read,
    optionalText,

    /** As {@link read}, for a setting that may be left out. */
    optional<Value>(name: string, kind: Kind<Value>): Value | undefined {
      return optionalText(name) === undefined ? undefined : read(name, "", kind);
    },

    /** A setting whose value is never shown, neither in a problem nor in `given`. */
    secret(name: string, pattern: RegExp, allowed: string): string | undefined {
      const text = textOf(name);
      if (text !== undefined && !pattern.test(text))
        problems.push(`${name} is not valid; it must be ${allowed}`);
      return text;
    },
  };
}

export const FILE: Kind<string> = {
  parse: (text) => (isAbsolute(text) && !text.endsWith("/") && !text.includes("\0") ? text : undefined),
  allowed: "an absolute path",
};

/** Can't be mistaken for an option of the program that gets it. */
export const NAME: Kind<string> = {
  parse: (text) => (/^[a-zA-Z0-9][\w.@:-]{0,254}$/.test(text) ? text : undefined),
  allowed: "a name of letters, digits and any of _.@:- that begins with a letter or digit",
};

/** Whole numbers within bounds, written in decimal digits. */
export function wholeNumber(
  least: number,
  most: number,
  allowed = `a whole number from ${least} to ${most}`,
): Kind<number> {
  return {
    parse(text) {
      const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      return number >= least && number <= most ? number : undefined;
    },
    allowed,
  };
}

/** Holds nothing that a shell reads as something else: acme.sh keeps it in a file that it runs. */
export const HTTPS_URL: Kind<string> = {
  parse: (text) =>
    URL.canParse(text) && text.startsWith("https://") && !/['"\\\s$`]/.test(text)
      ? text.replace(/\/$/, "")
      : undefined,
  allowed: "an address that begins with https://",
};

export const PORT = wholeNumber(1, 65535, "a port from 1 to 65535");

export function oneOf<const Word extends string>(
  words: readonly Word[],
  allowed = `one of ${words.join(", ")}`,
): Kind<Word> {
  return { parse: (text) => words.find((word) => word === text), allowed };
}

export function listOf<Item>(
  parse: (text: string) => Item | undefined,
  allowed: string,
): Kind<readonly Item[]> {
  return {
    parse(text) {
      const texts = text.split(",").flatMap((item) => item.trim() || []);
      const items = texts.map(parse).filter((item) => item !== undefined);
      return items.length === texts.length ? items : undefined;
    },
    allowed,
  };
}
