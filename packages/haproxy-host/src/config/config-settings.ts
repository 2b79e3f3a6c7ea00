import { HostError } from "../errors.js";

/** What a rendered configuration leaves open. */
export interface ConfigSettings {
  readonly pools: {
    /** Backends, named `pool_1`, `pool_2`, … */
    readonly count: number;
    /** Servers in each, named `pool_1_1`, `pool_1_2`, … */
    readonly slots: number;
  };
  /** What stands behind `bind`: `*:80`, `[::]:80 v6only`, `unix@/run/http.sock`. */
  readonly httpBinds: readonly string[];
  /** What stands behind `stats socket`: `/run/haproxy.sock mode 660 level admin`. */
  readonly statsSockets: readonly string[];
  /** Path of `domains.map`, as HAProxy sees it. The file must be there when it starts. */
  readonly mapFile: string;
  /** Path of the server-state file, as HAProxy sees it. */
  readonly stateFile: string;
  /** Concurrent connections of the process. Default: what HAProxy finds by its file limit. */
  readonly maxConnections?: number;
}

/** @throws HostError `INVALID_SETTING` for text that would end a line, a word or a quote of the configuration */
export function assertConfigSettings(settings: ConfigSettings): void {
  const { pools, httpBinds, statsSockets, mapFile, stateFile, maxConnections } = settings;
  assertCount("pools.count", pools.count);
  assertCount("pools.slots", pools.slots);
  if (maxConnections !== undefined) assertCount("maxConnections", maxConnections);
  if (httpBinds.length === 0)
    throw new HostError("INVALID_SETTING", "httpBinds must name an address to bind");
  for (const text of httpBinds) assertText("httpBinds", text, /^[^\p{Cc}"'\\#$]+$/u);
  for (const text of statsSockets) assertText("statsSockets", text, /^[^\p{Cc}"'\\#$]+$/u);
  // The map's path also stands between the parentheses of a converter, where a comma or parenthesis would end it.
  assertText("mapFile", mapFile, /^\/[^\p{Cc}\s"'\\#$(),]+$/u);
  assertText("stateFile", stateFile, /^\/[^\p{Cc}\s"'\\#$]+$/u);
}

function assertCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new HostError("INVALID_SETTING", `${name} must be a whole number from 1, not ${value}`);
}

function assertText(name: string, value: string, allowed: RegExp): void {
  if (allowed.test(value)) return;
  throw new HostError("INVALID_SETTING", `${name} cannot stand in haproxy.cfg: ${JSON.stringify(value)}`);
}
