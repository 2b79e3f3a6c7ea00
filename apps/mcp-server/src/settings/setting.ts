import { homedir } from "node:os";
import type { Kind } from "./kinds.js";

/** All about one setting. What reads, checks, saves, suggests or documents settings takes it from here. */
export interface Setting<Value = unknown> {
  /** Of the variable. */
  readonly name: string;
  readonly kind: Kind<Value>;
  /** The text that counts where it is not set; `~` is the home of the user. Without one, the value is `undefined`. */
  readonly fallback?: string;
  /** For documents, in Markdown, where the fallback itself says less. */
  readonly shownFallback?: string;
  /** For documents and the settings file, in Markdown without links. */
  readonly meaning: string;
  /** What has more: a document beside docs/settings.md, or a heading in it. */
  readonly see?: string;
  /** Whether its value is never shown, and not saved. */
  readonly isSecret?: boolean;
}

export type Settings = Readonly<Record<string, Setting>>;

type ValueOf<One> =
  One extends Setting<infer Value> ? (One extends { fallback: string } ? Value : Value | undefined) : never;

/** The values of a group of settings, by the same keys. */
export type ValuesOf<Group> = { readonly [Key in keyof Group]: ValueOf<Group[Key]> };

export type SettingReader = ReturnType<typeof createSettingReader>;

/** Reads settings from an environment, and collects every one that does not parse. */
export function createSettingReader(environment: Readonly<Record<string, string | undefined>>) {
  const problems: string[] = [];
  const given: Record<string, string> = {};

  /** An empty variable counts as not set. */
  const textOf = ({ name, isSecret = false }: Setting): string | undefined => {
    const text = environment[name]?.trim() || undefined;
    if (text === undefined || isSecret) return text;
    if (/\p{Cc}/u.test(text)) {
      problems.push(`${name} is ${JSON.stringify(text)}; it must have no control characters`);
      return undefined;
    }
    given[name] = text;
    return text;
  };

  const read = (setting: Setting): unknown => {
    const { name, kind, isSecret = false } = setting;
    const text = textOf(setting) ?? setting.fallback?.replace(/^~(?=\/)/, homedir);
    if (text === undefined) return undefined;
    const value = kind.parse(text);
    if (value !== undefined) return value;
    const found = isSecret ? "is not valid" : `is ${JSON.stringify(text)}`;
    problems.push(`${name} ${found}; it must be ${kind.allowed}`);
    // never used: the caller throws if there are problems
    return text;
  };

  return {
    problems,
    /** All that was handed in, settings or not. */
    environment,
    /** The settings that are set, as written, without secrets. */
    given,
    read<Group extends Settings>(group: Group): ValuesOf<Group> {
      const values = Object.entries(group).map(([key, setting]) => [key, read(setting)]);
      return Object.fromEntries(values) as ValuesOf<Group>;
    },
  };
}
