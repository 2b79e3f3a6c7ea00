import { count, unsafe } from "../arguments.js";
import { line } from "../line.js";

/** Which version of a map or an ACL. */
export interface VersionOptions {
  /** From `prepare map` or `prepare acl`. Default: the current one, which HAProxy matches against. */
  readonly version?: number | undefined;
}

/**
 * A map or ACL as one word: its file name, or `#<id>` of the list.
 *
 * @throws RuntimeApiError `UNSAFE_ARGUMENT` for one that HAProxy would read as a version
 */
export function patternFile(file: string): string {
  const name = line`${file}`;
  if (!name.startsWith("@")) return name;
  throw unsafe(`invalid name of a map or ACL: ${JSON.stringify(file)}`);
}

/** `@<version> <file>`, or the file alone. @throws RuntimeApiError `UNSAFE_ARGUMENT` */
export function versioned(file: string, options: VersionOptions): string {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw unsafe(`not options, such as { version: 1 }: ${JSON.stringify(options)}`);
  }
  const { version } = options;
  const name = patternFile(file);
  return version === undefined ? name : `@${count(version, "a version")} ${name}`;
}
