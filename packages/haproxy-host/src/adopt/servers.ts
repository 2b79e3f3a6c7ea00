import { isIP } from "node:net";
import type { ProxySection } from "../audit/model/proxy.js";
import { type Server, serversOf, WITH_VALUE } from "../audit/model/server.js";
import type { Loss } from "./losses.js";

/** A server of the operator's, as a slot of a pool takes it. */
export interface AdoptableServer {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  /** From 0 to 256. */
  readonly weight: number;
  /** As the configuration sets it: `maint` for one that is disabled. */
  readonly state: "ready" | "maint";
}

export interface AdoptableServers {
  readonly servers: readonly AdoptableServer[];
  readonly losses: readonly Loss[];
  /** Why a pool can't have them. */
  readonly whyNot: readonly string[];
}

/** A slot has them too, or they name the server only. */
const NEUTRAL = new Set(
  "check disabled enabled guid id init-addr init-state log-proto no-backup no-send-proxy no-ssl weight".split(
    " ",
  ),
);
/** A server that is spoken to without them does not understand. */
const REQUIRED = /^(?:ssl|send-proxy(?:-v2(?:-ssl(?:-cn)?)?)?|proto|socks4|namespace|set-proxy-v2-tlv-fmt)$/;
const WEIGHT_DEFAULT = 1;
/** What HAProxy does without them (configuration.txt section 5.2), and so for a slot. */
const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  inter: ["2000", "2000ms", "2s"],
  rise: ["2"],
  fall: ["3"],
};

/** @param slots of a pool */
export function adoptableServers(proxy: ProxySection, slots: number): AdoptableServers {
  const found = serversOf(proxy);
  const losses: Loss[] = [];
  const whyNot = new Set<string>();
  const servers = found.flatMap((server): readonly AdoptableServer[] => {
    const settings = settingsOf([...server.inherited, ...server.own]);
    for (const [keyword, value] of settings) {
      if (REQUIRED.test(keyword)) whyNot.add(`its servers need ${keyword}`);
      else if (!NEUTRAL.has(keyword) && !DEFAULTS[keyword]?.includes(value))
        losses.push({ what: keyword, line: server.line });
    }
    const place = placeOf(server);
    if (place === undefined) {
      whyNot.add(`${server.names[0] ?? "a server"} has no fixed address (${server.address})`);
      return [];
    }
    const weight = Number(settings.get("weight") ?? WEIGHT_DEFAULT);
    const state = server.isDisabled ? "maint" : "ready";
    return [{ name: server.names[0] ?? "", ...place, weight, state }];
  });
  if (found.length === 0) whyNot.add("it has no server");
  if (servers.length > slots) whyNot.add(`it has ${servers.length} servers, and a pool has ${slots} slots`);
  return { servers, losses, whyNot: [...whyNot] };
}

/** Keywords with their values; later ones override, and `no-` removes. */
function settingsOf(words: readonly string[]): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (word.startsWith("no-")) settings.delete(word.slice(3));
    else settings.set(word, WITH_VALUE.has(word) ? (words[++i] ?? "") : "");
  }
  return settings;
}

/** `undefined` for a name, a socket, a template, and a port that is the client's. */
function placeOf({ line, address }: Server): Pick<AdoptableServer, "ip" | "port"> | undefined {
  const [, ip = "", port] = /^(?:ipv[46]@)?\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  if (line.words[0] !== "server" || isIP(ip) === 0 || port === undefined) return undefined;
  return { ip, port: Number(port) };
}
