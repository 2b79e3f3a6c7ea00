import { serverTemplate } from "../../config/server-template.js";
import { type ProxySection, proxiesOf, settingOf } from "../model/proxy.js";
import type { ConfigSection } from "../read/read-config.js";

/** What a pool needs besides its servers, wherever it inherits nothing like it; the times are those of a rendered configuration. */
const NEEDED = [
  { keywords: ["mode"], line: "mode http" },
  { keywords: ["load-server-state-from-file"], line: "load-server-state-from-file global" },
  { keywords: ["timeout", "connect"], line: "timeout connect 5s" },
  { keywords: ["timeout", "server"], line: "timeout server 60s" },
] as const;

/** The lines of a pool `pool_N` at the end of a configuration. */
export function appendedPool(
  sections: readonly ConfigSection[],
  proxies: readonly ProxySection[],
  slots: number,
): readonly string[] {
  const from = lastDefaults(sections, proxies);
  const heading = { number: 0, words: ["backend"], text: "" };
  const last = { kind: "backend", name: "pool_N", heading, from, lines: [] };
  const inherits = proxiesOf([...sections, last]).findLast(({ name }) => name === last.name);
  const isInherited = (keywords: readonly string[], line: string) => {
    const [first = "", second] = keywords;
    if (inherits === undefined) return false;
    if (second === undefined) return settingOf(inherits, first)?.text === line;
    return inherits.effective.some(({ words }) => words[0] === first && words[1] === second);
  };
  return [
    `backend pool_N${from === undefined ? "" : ` from ${from}`}`,
    ...NEEDED.filter(({ keywords, line }) => !isInherited(keywords, line)).map(({ line }) => line),
    serverTemplate("pool_N", slots),
  ];
}

/** The name that a section at the end must inherit from: HAProxy refuses defaults that some proxies name, and others use without. */
function lastDefaults(
  sections: readonly ConfigSection[],
  proxies: readonly ProxySection[],
): string | undefined {
  const last = sections.findLast(({ kind }) => kind === "defaults");
  const isNamed =
    last !== undefined && proxies.some(({ from, defaults }) => from !== undefined && defaults === last);
  return isNamed ? last.name : undefined;
}
