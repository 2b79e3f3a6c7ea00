import { realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readText } from "../disk.js";
import { AcmeError } from "../errors.js";

/** Where Debian keeps the script and its hooks; its /usr/bin/acme.sh only calls it. */
const DEBIAN_FOLDER = "/usr/share/acme.sh";
/** Names of variables in a hook, such as `GD_Key`; and those without such a prefix, which its header lists (`Options:`). */
const VARIABLE = /\b[A-Za-z][A-Za-z\d]*_\w+|^ [A-Za-z]\w*(?=\s)/gm;

/** Where a DNS hook of acme.sh and its credentials are. */
export interface HookSources {
  /** The script of acme.sh. */
  readonly program: string;
  readonly home: string;
  /** Such as `dns_gd`. */
  readonly hook: string;
  /** Where its credentials may be. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The variables of an environment that a hook of acme.sh mentions: its credentials, and nothing else. acme.sh itself keeps in
 * `account.conf` what it was given once, so none need be set.
 *
 * @throws AcmeError `NOT_CONFIGURED` if acme.sh has no such hook
 */
export async function hookEnvironment(sources: HookSources): Promise<Readonly<Record<string, string>>> {
  const { environment } = sources;
  const mentioned = new Set((await readHook(sources)).match(VARIABLE)?.map((name) => name.trim()));
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      mentioned.has(name) && value !== undefined ? [[name, value]] : [],
    ),
  );
}

/** From the folders that acme.sh looks in. */
async function readHook({ program, home, hook }: HookSources): Promise<string> {
  const script = await realpath(program).catch(() => program);
  const folders = [
    join(dirname(script), "dnsapi"),
    home,
    join(home, "dnsapi"),
    join(DEBIAN_FOLDER, "dnsapi"),
  ];
  for (const folder of folders) {
    const text = await readText(join(folder, `${hook}.sh`));
    if (text !== undefined) return text;
  }
  throw new AcmeError("NOT_CONFIGURED", `acme.sh has no DNS hook ${hook} in ${folders.join(", ")}`);
}
