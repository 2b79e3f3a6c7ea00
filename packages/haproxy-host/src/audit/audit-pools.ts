import { poolName } from "@haproxy-mcp/pool-allocator";
import { serverTemplate } from "../config/server-template.js";
import { auditRestoring } from "./audit-restoring.js";
import { auditSlots } from "./audit-slots.js";
import { appendedPool } from "./edit/append-pool.js";
import { type AuditSettings, at, countOf, type Finding } from "./finding.js";
import { type Pool, poolsOf } from "./model/pool.js";
import type { ProxySection } from "./model/proxy.js";
import { groupBy, poolRanges, ranges } from "./names.js";
import type { ConfigSection } from "./read/read-config.js";

/** Checks that the pools exist, and that their servers can be set and restored. */
export function auditPools(
  sections: readonly ConfigSection[],
  proxies: readonly ProxySection[],
  settings: AuditSettings,
): readonly Finding[] {
  const { count, slots } = settings.pools;
  const pools = poolsOf(proxies, count);
  return [
    ...missingPools(pools, settings, () => appendedPool(sections, proxies, slots)),
    ...missingSlots(pools, slots),
    ...auditRestoring(pools),
    ...auditSlots(pools),
  ];
}

function missingPools(
  pools: readonly Pool[],
  { pools: { count } }: AuditSettings,
  poolLines: () => readonly string[],
): readonly Finding[] {
  const known = new Set(pools.map(({ number }) => number));
  const missing = numbersTo(count).filter((number) => !known.has(number));
  if (missing.length === 0) return [];
  if (missing.length === count) {
    const message = `the ${countOf(count, "pool")} are missing`;
    return [{ severity: "error", message, remedy: "append the pools", hint: "pools" }];
  }
  const message = `${missing.length.toLocaleString("en")} of ${countOf(count, "pool")} ${missing.length === 1 ? "is" : "are"} missing: ${poolRanges(missing)}`;
  const edit = poolLines().join(" / ");
  const [first] = missing;
  const remedy =
    missing.length === 1
      ? `append: ${edit.replaceAll("pool_N", poolName(first ?? 1))}`
      : `append for each N of ${ranges(missing)}: ${edit}`;
  return [{ severity: "error", message, remedy, hint: "pool-count" }];
}

function missingSlots(pools: readonly Pool[], slots: number): readonly Finding[] {
  const found = pools.flatMap((pool) => {
    const names = new Set(pool.slots.flatMap((server) => server.names));
    const missing = numbersTo(slots).filter((slot) => !names.has(`${pool.proxy.name}_${slot}`));
    return missing.length === 0 ? [] : [{ pool, missing: ranges(missing), many: missing.length > 1 }];
  });
  return groupBy(found, ({ missing }) => missing).flatMap((group): readonly Finding[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { missing, many, pool } = first;
    const names = poolRanges(group.map((one) => one.pool.number));
    const [has, each, number] = group.length === 1 ? ["has", "", pool.number] : ["have", "each of ", "N"];
    const templates = missing
      .split(", ")
      .map((range) => serverTemplate(`pool_${number}`, range.includes("-") ? range : `${range}-${range}`));
    const headings = group.map((one) => one.pool.proxy.heading);
    return [
      {
        severity: "error",
        ...at(pool.proxy.heading),
        message: `${names} ${has} no ${many ? "slots" : "slot"} ${missing}`,
        remedy: `add to ${each}${names}: ${templates.join(" / ")}`,
        lines: headings.length > 1 ? headings : undefined,
      },
    ];
  });
}

function numbersTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
