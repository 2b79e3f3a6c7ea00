/** Reads settings out of an environment, and remembers every one that does not parse. */
export class SettingReader {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly problems: string[] = [];
  /** Settings that are set, as they were written. */
  readonly given: Record<string, string> = {};

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment;
  }

  /**
   * @param parse gives `undefined` for a text that is no value
   * @param allowed what the value may be, for the message: "a port from 1 to 65535"
   */
  read<Value>(
    name: string,
    fallback: string,
    parse: (text: string) => Value | undefined,
    allowed: string,
  ): Value {
    const text = this.optionalText(name) ?? fallback;
    const value = parse(text);
    if (value === undefined) this.problems.push(`${name} is ${JSON.stringify(text)}; it must be ${allowed}`);
    // A reader with problems is never used further: its owner throws.
    return value as Value;
  }

  /** An empty variable counts as one that is not set. */
  optionalText(name: string): string | undefined {
    const text = this.#environment[name]?.trim();
    if (text === undefined || text === "") return undefined;
    if (/\p{Cc}/u.test(text)) {
      this.problems.push(`${name} is ${JSON.stringify(text)}; it must have no control characters`);
      return undefined;
    }
    this.given[name] = text;
    return text;
  }
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
