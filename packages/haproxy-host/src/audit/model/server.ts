import type { ConfigLine } from "../read/config-line.js";
import type { ProxySection } from "./proxy.js";

/** What a server is set to, by its own line and the `default-server` lines that count for it. */
interface ServerSettings {
  readonly isDisabled: boolean;
  readonly isChecked: boolean;
  /** Whether it has an agent check. */
  readonly hasAgent: boolean;
  readonly initAddr: string | undefined;
}

/** A `server` line, or a `server-template` line for all its servers. */
export interface Server extends ServerSettings {
  readonly line: ConfigLine;
  readonly names: readonly string[];
  readonly address: string;
  /** The words after the address. */
  readonly own: readonly string[];
  /** The words of the `default-server` lines that count for it, in their order. */
  readonly inherited: readonly string[];
}

/** Of one template: more is a typing error that would take all memory. */
const SERVERS_AT_MOST = 100_000;

const NOTHING: ServerSettings = { isDisabled: false, isChecked: false, hasAgent: false, initAddr: undefined };

/** Keywords of a server whose next word is a value (configuration.txt section 5.2). */
export const WITH_VALUE: ReadonlySet<string> = new Set(
  (
    "addr agent-addr agent-inter agent-port agent-send alpn ca-file check-alpn check-pool-conn-name check-proto check-reuse-pool check-sni " +
    "ciphers ciphersuites client-sigalgs cookie crl-file crt curves downinter error-limit fall fastinter guid hash-key id idle-ping " +
    "init-addr init-state inter ktls log-bufsize log-proto max-reuse maxconn maxqueue minconn namespace npn observe on-error " +
    "on-marked-down on-marked-up pool-conn-name pool-low-conn pool-max-conn pool-purge-delay port proto proxy-v2-options redir resolve-net " +
    "resolve-opts resolve-prefer resolvers rise set-proxy-v2-tlv-fmt shard sigalgs slowstart sni socks4 source ssl-max-ver ssl-min-ver " +
    "tcp-ut track usesrc verify verifyhost weight ws"
  ).split(" "),
);

/** The servers of a proxy. A `default-server` line counts for those below it. */
export function serversOf({ effective }: ProxySection): readonly Server[] {
  const servers: Server[] = [];
  let defaults = NOTHING;
  let inherited: readonly string[] = [];
  for (const line of effective) {
    const [kind, name = "", ...rest] = line.words;
    if (kind === "default-server") {
      defaults = applied(line.words.slice(1), defaults);
      inherited = [...inherited, ...line.words.slice(1)];
    }
    if (kind !== "server" && kind !== "server-template") continue;
    const [address = "", ...own] = kind === "server" ? rest : rest.slice(1);
    const names = kind === "server" ? [name] : templateNames(name, rest[0] ?? "");
    servers.push({ line, names, address, own, inherited, ...applied(own, defaults) });
  }
  return servers;
}

/** Later words override earlier ones. */
function applied(words: readonly string[], defaults: ServerSettings): ServerSettings {
  let { isDisabled, isChecked, hasAgent, initAddr } = defaults;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (word === "disabled" || word === "enabled") isDisabled = word === "disabled";
    else if (word === "check" || word === "no-check") isChecked = word === "check";
    else if (word === "agent-check" || word === "no-agent-check") hasAgent = word === "agent-check";
    else if (word === "init-addr") initAddr = words[i + 1];
    // its health is that of the server that it tracks
    else if (word === "track") isChecked = true;
    if (WITH_VALUE.has(word)) i++;
  }
  return { isDisabled, isChecked, hasAgent, initAddr };
}

/** `server-template pool_1_ 1-10 …` makes ten; a single number counts from 1. None of a range that is not understood. */
function templateNames(prefix: string, range: string): readonly string[] {
  const [, from, to] = /^(?:(\d+)-)?(\d+)$/.exec(range) ?? [];
  if (to === undefined) return [];
  const first = Number(from ?? 1);
  const count = Number(to) - first + 1;
  if (!(count <= SERVERS_AT_MOST)) return [];
  return Array.from({ length: Math.max(0, count) }, (_, i) => `${prefix}${first + i}`);
}
