import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** Files of a folder of this package, whole paths. */
export const files = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(root, folder, name));

export const textOf = (file: string): string => readFileSync(file, "utf8");

export const readme = textOf(join(root, "README.md"));

/** Every command: a function of `src/commands` whose result is one, with the comment above it, if it has one. */
const COMMAND =
  /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?export function (\w+)(?:<[^>]*>)?\((?:(?!\n\}\n)[\s\S])*?RuntimeCommand</g;

export const commands = files("src/commands", ".ts")
  .filter((file) => !/\/(?:wait|map-payloads)\.ts$/.test(file))
  .flatMap((file) =>
    [...textOf(file).matchAll(COMMAND)].map(([, comment = "", name = ""]) => ({ file, name, comment })),
  );

/** The words of a command up to its first argument: `set server <backend>/<server> addr <ip>` is `set server`. */
export function fixedWords(syntax: string): string {
  return /^(?:[a-z][a-z_-]*(?: |$))*/.exec(syntax)?.[0].trim() ?? "";
}
