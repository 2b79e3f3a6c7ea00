import { isHttp, type ProxySection } from "../model/proxy.js";
import type { ConfigLine } from "../read/config-line.js";
import { PROBE_POOL } from "./probe.js";
import type { Maps } from "./sample.js";
import { listedNames } from "./sites.js";
import { endOf, isStop, reaches, trace } from "./trace.js";

/**
 * The rules that end a request for the probe before it is routed to its pool, in their order: those that apply for sure, and those that
 * apply to names that are not listed in them.
 */
export function barriersOf(proxy: ProxySection, probe: string, maps: Maps): readonly ConfigLine[] {
  if (!isHttp(proxy)) return [];
  const barriers = new Set<ConfigLine>();
  const sites = listedNames(proxy, maps);
  for (;;) {
    const stops = trace(proxy, probe, maps, barriers);
    const partial = stops.find(
      (stop) =>
        stop.applies === undefined &&
        (!("backend" in stop) || typeof stop.backend === "string") &&
        stop.backend !== PROBE_POOL &&
        sites.some((site) => !appliesTo(site, stop.line, proxy, maps)),
    );
    const end = endOf(stops);
    const isBarred = end !== undefined && reaches(stops, PROBE_POOL) === false && !isDefault(end.line);
    const barrier = partial?.line ?? (isBarred ? end.line : undefined);
    if (barrier === undefined || barriers.has(barrier)) return inOrder([...barriers], proxy);
    barriers.add(barrier);
  }
}

function isDefault({ words: [keyword] }: ConfigLine): boolean {
  return keyword === "default_backend" || keyword === "listen";
}

/** Whether a rule may end requests for a name, all others that end requests left out. */
function appliesTo(name: string, line: ConfigLine, proxy: ProxySection, maps: Maps): boolean {
  const others = new Set(proxy.effective.filter((one) => one !== line && isStop(one)));
  return trace(proxy, name, maps, others).some((stop) => stop.line === line);
}

function inOrder(lines: readonly ConfigLine[], { effective }: ProxySection): readonly ConfigLine[] {
  return [...lines].sort((one, other) => effective.indexOf(one) - effective.indexOf(other));
}
