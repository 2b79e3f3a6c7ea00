import { routesAndSlots } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { differenceOf, domainsOf, type HistoryEntry, resultOf } from "../history/history-entry.js";
import { boundedTexts } from "./bounded-list.js";
import { describeRouteChange, describeSlotChange } from "./made-change.js";

/** One entry as results show it. */
export const entryOutput = z.looseObject({
  id: z.string(),
  time: z.string(),
  caller: z.string(),
  client_ip: z.string().optional(),
  client: z.string().optional().describe("As it reports itself"),
  way: z.string(),
  operation: z.string().describe("Name of the tool without haproxy_, or of the command"),
  arguments: z.looseObject({}),
  reason: z.string().optional(),
  result: z.string().describe("done, rolled back, failed, unknown or in progress"),
  error: z.string().optional(),
  domains: z.array(z.string()).describe("The first domains affected"),
  changes: z.array(z.string()).describe("The first changes of routes and slots, in words"),
  duration_ms: z.number().optional(),
  undoes: z.string().optional().describe("Id of the change that it undoes"),
  undone_by: z.string().optional(),
});
export type EntryOutput = z.input<typeof entryOutput>;

export function toEntryOutput(entry: HistoryEntry): EntryOutput {
  const { id, time, caller, operation, reason, end, undoes, undoneBy } = entry;
  const { code, message } = end?.error ?? {};
  return {
    id,
    time,
    caller: caller.name,
    client_ip: caller.address === caller.name ? undefined : caller.address,
    client: caller.client,
    way: caller.way,
    operation,
    arguments: entry.arguments,
    reason,
    result: resultOf(entry),
    error: message === undefined ? undefined : code === undefined ? message : `${code}: ${message}`,
    domains: boundedTexts(domainsOf(entry)),
    changes: boundedTexts([...describeDifference(differenceOf(entry)), ...(end?.details ?? [])]),
    duration_ms: end?.durationMs,
    undoes,
    undone_by: undoneBy,
  };
}

/** Routes, then slots: what was before and what is after. */
export function describeDifference(difference: ReturnType<typeof differenceOf>): string[] {
  const { routes, slots } = routesAndSlots(difference);
  return [...routes.map(describeRouteChange), ...slots.map(describeSlotChange)];
}

/** What a caller wrote begins no line of its own, and no command of a terminal. */
function oneLine(text: string): string {
  return text.replace(/\p{C}+/gu, " ");
}

export function describeEntry(entry: EntryOutput): string {
  const { id, time, caller, client_ip, client, way, operation, result, error, duration_ms } = entry;
  const from = [
    caller,
    ...(client_ip === undefined ? [] : [client_ip]),
    ...(client === undefined ? [] : [client]),
    way,
  ];
  const took = duration_ms === undefined ? "" : ` in ${duration_ms} ms`;
  const given = JSON.stringify(entry.arguments);
  return [
    `${time} ${operation} ${given}: ${result}${took} (${id}) by ${from.join(", ")}`,
    ...(entry.reason === undefined ? [] : [`reason: ${entry.reason}`]),
    ...(error === undefined ? [] : [error]),
    ...(entry.undoes === undefined ? [] : [`undoes ${entry.undoes}`]),
    ...(entry.undone_by === undefined ? [] : [`undone by ${entry.undone_by}`]),
    ...(entry.domains.length === 0 ? [] : [`domains: ${entry.domains.join(", ")}`]),
    ...entry.changes,
  ]
    .map(oneLine)
    .join("\n  ");
}
