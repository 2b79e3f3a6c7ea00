import { at, countOf, type Finding, placeOf } from "./finding.js";
import type { Pool } from "./model/pool.js";
import { settingOf } from "./model/proxy.js";
import { groupBy, poolRanges } from "./names.js";
import type { ConfigLine } from "./read/config-line.js";

const SETTING = "load-server-state-from-file";
const LINE = `${SETTING} global`;

/** Checks that pools load the state of their servers, by the section or line that decides it. */
export function auditRestoring(pools: readonly Pool[]): readonly Finding[] {
  const found = pools.flatMap((pool) => {
    const setting = settingOf(pool.proxy, SETTING);
    return setting?.words[1] === "global" ? [] : [{ pool, setting }];
  });
  const placed = groupBy(found, ({ pool, setting }) => {
    const place = setting ?? pool.proxy.defaults?.heading;
    return place === undefined ? "" : placeOf(place);
  });
  return placed.flatMap((group): readonly Finding[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { setting, pool } = first;
    const what = poolRanges(group.map((one) => one.pool.number));
    const count = group.length === 1 ? what : `${countOf(group.length, "pool")} (${what})`;
    const lost = `a reload loses the addresses of ${group.length === 1 ? "its" : "their"} servers`;
    if (setting !== undefined) {
      const message = `${count}: ${SETTING} is ${setting.words[1] ?? "empty"}, not global: ${lost}`;
      return [
        { severity: "error", ...at(setting), message, remedy: `replace ${placeOf(setting)} with: ${LINE}` },
      ];
    }
    const message = `${count}: no ${SETTING}: ${lost}`;
    const { defaults } = pool.proxy;
    if (defaults === undefined) {
      const remedy = `add to ${group.length === 1 ? "" : "each of "}${what}: ${LINE}`;
      return [{ severity: "error", message, remedy }];
    }
    const remedy = `add to ${describe(defaults.heading)}: ${LINE}`;
    return [{ severity: "error", ...at(defaults.heading), message, remedy }];
  });
}

function describe(heading: ConfigLine): string {
  return `the defaults of ${placeOf(heading)}`;
}
