import { messageOf } from "@haproxy-mcp/durable-files";
import { LoadBalancerError, type Sample } from "@haproxy-mcp/load-balancer";
import { START_HAPROXY } from "../../checks/runtime-api.js";
import type { HaproxyPart } from "../model.js";

/** HAProxy reports whole seconds. */
const SAME_MS = 2_000;
const MS_PER_SEC = 1_000;

/** Whether HAProxy responds, from one sample to the next. */
export interface HaproxyState {
  /** @param at of the sample, in milliseconds since 1970 */
  up(process: Sample["process"], at: number): HaproxyPart;
  /** The part after a sample that failed; `undefined` if the reason was not HAProxy. */
  down(error: unknown, at: number): HaproxyPart | undefined;
}

export function createHaproxyState(target: string): HaproxyState {
  let version: string | undefined;
  let downSince: string | undefined;
  let started: { readonly pid: number; readonly at: number } | undefined;
  return {
    up(process, at) {
      const startedMs = at - process.uptimeSec * MS_PER_SEC;
      const isSame = started?.pid === process.pid && Math.abs(startedMs - started.at) <= SAME_MS;
      const { pid } = process;
      if (started === undefined || !isSame) started = { pid, at: startedMs };
      version = process.version;
      downSince = undefined;
      return { isUp: true, target, version, startedAt: new Date(started.at).toISOString() };
    },
    down(error, at) {
      if (!LoadBalancerError.isInstance(error)) return undefined;
      downSince ??= new Date(at).toISOString();
      const problem = `${messageOf(error)}; ${START_HAPROXY}.`;
      return { isUp: false, problem, downSince, target, version };
    },
  };
}
