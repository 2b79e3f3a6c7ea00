import { describeRecord, type Outlook } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { countOf } from "../program/count-of.js";
import { boundedTexts, SHOWN_AT_MOST } from "./bounded-list.js";

/** Of every tool that changes something. */
export const dryRunField = z.boolean().default(false).describe("Only return the plan");
/** What the call would do, in a dry run. Loose in all: a plan is for reading. */
export const planField = z.looseObject({}).optional();

/** What a call would do. */
export interface Plan {
  readonly [more: string]: unknown;
  /** Files that would be written. */
  readonly files: readonly string[];
  /** Changes of domains.map, then of slots, in words. */
  readonly routes?: readonly string[];
  readonly slots?: readonly string[];
  /** Every domain that is affected. */
  readonly domains?: readonly string[];
  /** The first pools, those with the fewest healthy servers first. */
  readonly servers_left?: readonly ServersLeft[];
  readonly note?: string | undefined;
  /** Anything else, in words. */
  readonly steps?: readonly string[];
}

interface ServersLeft {
  readonly pool: string;
  readonly total: number;
  readonly ready: number;
  readonly healthy?: number | undefined;
}

export function toPlan({ files, routes, slots, domains, serversLeft }: Outlook): Plan {
  const rest = serversLeft.length - SHOWN_AT_MOST;
  const upIn = ({ healthy, ready }: ServersLeft) => healthy ?? ready;
  return {
    files,
    routes: boundedTexts(routes.map(describeRoute)),
    slots: boundedTexts(slots.map(describeSlot)),
    domains: boundedTexts(domains),
    servers_left: [...serversLeft].sort((one, other) => upIn(one) - upIn(other)).slice(0, SHOWN_AT_MOST),
    note: rest > 0 ? `and servers in ${countOf(rest, "more pool")}` : undefined,
  };
}

/** For structured content: what else a result has is not so. */
export function planned(plan: Plan): { readonly dry_run: true; readonly plan: Plan } {
  return { dry_run: true, plan };
}

/** The text of a dry run. */
export function describePlan({
  files,
  routes = [],
  slots = [],
  domains = [],
  servers_left = [],
  note,
  steps = [],
}: Plan): string {
  const changes = [...routes, ...slots, ...steps];
  return [
    "Dry run: nothing was changed. The call would",
    ...(changes.length + files.length === 0 ? ["change nothing: it is so already"] : changes),
    ...(files.length === 0 ? [] : [`write ${files.join(", ")}`]),
    ...(domains.length === 0 ? [] : [`domains affected: ${domains.join(", ")}`]),
    ...servers_left.map(describeLeft),
    ...(note === undefined ? [] : [note]),
  ].join("\n");
}

function describeRoute({ domain, from, to }: Outlook["routes"][number]): string {
  if (to === undefined) return `stop routing ${domain} to ${from}`;
  return from === undefined ? `route ${domain} to ${to}` : `route ${domain} to ${to}, no longer to ${from}`;
}

function describeSlot({ name, before, after }: Outlook["slots"][number]): string {
  if (after === undefined) return before === undefined ? "" : `empty ${name} of ${describeRecord(before)}`;
  return before === undefined
    ? `put ${describeRecord(after)} into ${name}`
    : `change ${name} from ${describeRecord(before)} to ${describeRecord(after)}`;
}

function describeLeft({ pool, total, ready, healthy }: ServersLeft): string {
  const up = healthy === undefined ? "" : `, ${healthy} of them up now`;
  return `servers left in ${pool}: ${countOf(total, "server")}, ${ready} for new requests${up}`;
}
