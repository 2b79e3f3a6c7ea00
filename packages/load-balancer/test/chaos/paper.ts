import { apply, type Change, EMPTY, type Model } from "../model/model.js";
import type { Reply } from "./reply.js";

export const POOLS = { count: 60, slots: 3 };
export const NAMES = [
  ...Array.from({ length: 9 }, (_, index) => `d${index}.test`),
  ...Array.from({ length: 3 }, (_, index) => `*.w${index}.test`),
];
export const keyOf = (name: string): string => name.replace(/^[*]/, "");
/** A host that the name covers. */
export const hostOf = (name: string): string => name.replace(/^[*]/, "x");
export const nameOfHost = (host: string): string => NAMES.find((name) => hostOf(name) === host) ?? host;

/** How one name may be: each name has a pool of its own here, whatever its number. */
export type Sheet = string;
const sheetOf = (model: Model): Sheet => JSON.stringify(model);
const ABSENT = sheetOf(EMPTY);

/** What HAProxy should respond for a name. */
export function expectedStatus(sheet: Sheet): number {
  const { domains, pools } = JSON.parse(sheet) as Model;
  const [pool] = Object.values(domains);
  if (pool === undefined) return 404;
  return Object.keys(pools[pool] ?? {}).length > 0 ? 200 : 503;
}

/** A name as the files have it. */
export function sheetOfFiles(name: string, map: string, servers: string): Sheet {
  const key = keyOf(name);
  if (!map.split("\n").some((line) => line.split(/\s+/)[0] === key)) return ABSENT;
  const records = Object.entries((JSON.parse(servers || "{}") as Records)[name] ?? {});
  const its = records.map(([slot, { ip, http_port: port, weight = 1, state = "ready" }]) => [
    slot,
    { ip, port, weight, state },
  ]);
  return sheetOf({ domains: { [name]: 1 }, pools: its.length === 0 ? {} : { 1: Object.fromEntries(its) } });
}

type Records = Record<
  string,
  Record<string, { ip: string; http_port: number; weight?: number; state?: string }>
>;

/** Refused, and perhaps made all the same: the caller has to look. */
const UNKNOWN: ReadonlySet<string | undefined> = new Set(["KILLED", "OUTCOME_UNKNOWN", "ERROR"]);

/** What a caller who noted every answer knows of each name: how it may be. */
export interface Paper {
  /** Notes a reply. @returns what is false about it, if anything */
  note(name: string, change: Change, reply: Reply): string | undefined;
  mayBe(name: string): readonly Sheet[];
  /** It was looked at, and is so. */
  found(name: string, sheet: Sheet): void;
}

export function createPaper(): Paper {
  const sheets = new Map<string, readonly Sheet[]>();
  const mayBe = (name: string): readonly Sheet[] => sheets.get(name) ?? [ABSENT];
  return {
    mayBe,
    found: (name, sheet) => sheets.set(name, [sheet]),
    note(name, change, { code }) {
      const before = mayBe(name);
      const after = before
        .map((sheet) => apply(JSON.parse(sheet) as Model, change))
        .filter((model) => typeof model !== "string")
        .map(normal);
      if (code === undefined) {
        if (after.length > 0) {
          sheets.set(name, [...new Set(after)]);
          return undefined;
        }
        return `${change[0]} of ${name} was reported as a success, and the name was ${before.join(" or ")}`;
      }
      if (UNKNOWN.has(code)) sheets.set(name, [...new Set([...before, ...after])]);
      return undefined;
    },
  };
}

/** An empty pool is none, and the order of the slots is no matter. */
function normal({ domains, pools }: Model): Sheet {
  const used = Object.entries(pools).filter(([, servers]) => Object.keys(servers).length > 0);
  return sheetOf({ domains, pools: Object.fromEntries(used) });
}
