import { isIP } from "node:net";
import { poolName } from "@haproxy-mcp/pool-allocator";
import { serverTemplate } from "../config/server-template.js";
import type { AuditSettings, Finding } from "./finding.js";
import type { ConfigLine, ConfigSection } from "./read-config.js";

/** Checks that the pools exist, and that their servers can be set and restored. */
export function auditPools(
  sections: readonly ConfigSection[],
  { pools: { count, slots } }: AuditSettings,
): readonly Finding[] {
  const backends = new Map(sections.filter(({ kind }) => kind === "backend").map((one) => [one.name, one]));
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  const missing = numbers.filter((number) => !backends.has(poolName(number)));
  const found = numbers.flatMap((number) => {
    const section = backends.get(poolName(number));
    return section === undefined ? [] : auditPool(section, slots, defaultsOf(section, sections));
  });
  if (missing.length === 0) return found;
  const message = `missing ${missing.length} of ${count} pools: ${ranges(missing)}`;
  const remedy = `add a backend for each, with: ${serverTemplate(poolName(missing[0] ?? 1), slots)}`;
  return [{ severity: "error", message, remedy, hint: "pool-count" }, ...found];
}

function auditPool(
  section: ConfigSection,
  slots: number,
  defaults: ConfigSection | undefined,
): readonly Finding[] {
  return [
    ...auditSlots(section, slots),
    ...auditRestoring(section, defaults),
    ...section.lines.filter(isServer).flatMap((line) => auditServer(section.name, slots, line)),
  ];
}

const isServer = ({ words: [first] }: ConfigLine): boolean =>
  first === "server" || first === "server-template";

function auditSlots({ name, number, lines }: ConfigSection, slots: number): readonly Finding[] {
  const names = new Set(lines.filter(isServer).flatMap(({ words }) => namesOf(words)));
  const missing = Array.from({ length: slots }, (_, i) => i + 1).filter(
    (slot) => !names.has(`${name}_${slot}`),
  );
  if (missing.length === 0) return [];
  const message = `${name} has no ${missing.length === 1 ? "slot" : "slots"} ${ranges(missing)}; name its servers ${name}_1 to ${name}_${slots}`;
  return [{ severity: "error", line: number, message, remedy: serverTemplate(name, slots) }];
}

/** `server-template pool_1_ 1-10 …` makes ten; a single number counts from 1. */
function namesOf([kind, name = "", range = ""]: readonly string[]): readonly string[] {
  if (kind === "server") return [name];
  const [, from, to] = /^(?:(\d+)-)?(\d+)$/.exec(range) ?? [];
  if (to === undefined) return [];
  const first = Number(from ?? 1);
  return Array.from({ length: Math.max(0, Number(to) - first + 1) }, (_, i) => `${name}${first + i}`);
}

function auditServer(pool: string, slots: number, { number, words }: ConfigLine): readonly Finding[] {
  const at = (severity: Finding["severity"], message: string): Finding => ({
    severity,
    line: number,
    message,
    remedy: serverTemplate(pool, slots),
  });
  const address = (words[0] === "server" ? words[2] : words[3]) ?? "";
  const initAddr = words[words.indexOf("init-addr") + 1]?.split(",") ?? [];
  const hasInitAddr = words.includes("init-addr");
  const found: Finding[] = [];
  if (isIP(hostOf(address)) !== 0)
    found.push(
      at(
        "error",
        `${hostOf(address)} is not a host name: after a reload HAProxy restores the slot's port, but not its address`,
      ),
    );
  if (!hasInitAddr || initAddr[0] !== "last")
    found.push(at("error", "init-addr does not start with last: a reload loses the addresses"));
  else if (!initAddr.some((word) => isIP(word) !== 0))
    found.push(at("error", "init-addr has no IP address: HAProxy refuses to set the slot's address"));
  if (!words.includes("disabled"))
    found.push(at("warning", "the slots are not disabled: HAProxy sends traffic to empty ones"));
  if (!words.includes("check"))
    found.push(
      at("warning", "the slots have no health check: HAProxy sends traffic to servers that are down"),
    );
  return found;
}

function auditRestoring(
  { name, lines }: ConfigSection,
  defaults: ConfigSection | undefined,
): readonly Finding[] {
  const setting = [...(defaults?.lines ?? []), ...lines].findLast(
    ({ words }) => words[0] === "load-server-state-from-file",
  );
  if (setting?.words[1] === "global") return [];
  const message =
    setting === undefined
      ? `${name} does not load the state of its servers: a reload loses their addresses`
      : `${name} loads the state of its servers from ${setting.words[1]}, not from the global server-state-file`;
  const line = setting?.number ?? defaults?.number;
  return [{ severity: "error", line, message, remedy: "defaults: load-server-state-from-file global" }];
}

/** `from NAME`, or the last defaults section before it. */
function defaultsOf(section: ConfigSection, sections: readonly ConfigSection[]): ConfigSection | undefined {
  const all = sections.filter(({ kind }) => kind === "defaults");
  const [word, name] = section.options;
  if (word === "from") return all.find((one) => one.name === name);
  return all.findLast(({ number }) => number < section.number);
}

function hostOf(address: string): string {
  return address
    .replace(/^ipv[46]@/, "")
    .replace(/:\d*$/, "")
    .replace(/^\[(.*)\]$/, "$1");
}

/** `1-3, 7` */
function ranges(numbers: readonly number[]): string {
  const found: [number, number][] = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(", ");
}
