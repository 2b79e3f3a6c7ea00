import { LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { assertRole } from "../../../access/not-allowed-error.js";
import { assertGoesBack } from "../../../adopt/assert-goes-back.js";
import { describeChangedSince } from "../../../history/changed-since.js";
import { findEntry } from "../../../history/find-entries.js";
import { differenceOf, domainsOf } from "../../../history/history-entry.js";
import { isOwn, newestOwnChange } from "../../../history/newest-own.js";
import { assertUndoable } from "../../../history/undoable.js";
import { boundedTexts } from "../../bounded-list.js";
import { defineTool } from "../../define-tool.js";
import { describeDifference } from "../../history-fields.js";
import { describePlan, dryRunField, type Plan, planField, planned, toPlan } from "../../plan-fields.js";

const NEWEST = "last";

export const undo = defineTool({
  name: "haproxy_undo",
  title: "Undo a change",
  description:
    "Undoes one change of the history: brings back the names, addresses, weights and states that it changed, as a new change. Use it when " +
    "a change was a mistake; set dry_run first. It is refused when something newer changed the same; certificates aren't undone.",
  input: z.strictObject({
    change: z
      .string()
      .max(64)
      .default(NEWEST)
      .describe(`Id from haproxy_history; ${NEWEST}: the newest that you made and did not undo`),
    dry_run: dryRunField,
  }),
  output: z.looseObject({
    undone: z.string().describe("Id of the change that was undone"),
    id: z.string().optional().describe("Id of this change, which can be undone, too"),
    operation: z.string().describe("What was undone"),
    caller: z.string().describe("Whose change it was"),
    domains: z.array(z.string()),
    changes: z.array(z.string()),
    plan: planField,
  }),
  role: "operate",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  async handle(
    { change: asked, dry_run },
    { services: { history, loadBalancer, goesBack }, caller, entry: own, signal },
  ) {
    const change = asked === NEWEST ? await newestOwnChange(history, caller) : asked;
    const entry = assertUndoable(await findEntry(history, change), change);
    await assertGoesBack(entry, goesBack);
    const difference = differenceOf(entry);
    const found = {
      undone: change,
      operation: entry.operation,
      caller: entry.caller.name,
      domains: boundedTexts(domainsOf(entry)),
    };
    try {
      if (dry_run) {
        const dry = await loadBalancer.dryRun((changes) => changes.undo({ difference }, { signal }), {
          signal,
        });
        return { ...found, changes: [], ...planned(toPlan(dry.outlook)) };
      }
      if (!isOwn(entry, caller)) assertRole(caller, "admin", `to undo a change of ${entry.caller.name}`);
      const changes = loadBalancer.recorded(own.undoing(change));
      const made = await changes.undo({ difference }, { signal });
      return { ...found, id: own.id, changes: boundedTexts(describeDifference(made.difference)) };
    } catch (error) {
      if (!LoadBalancerError.isInstance(error) || error.changed === undefined) throw error;
      const { code, message, field, changed } = error;
      // read again, for what changed it a moment ago
      const { later } = (await findEntry(history, change)) ?? { later: [] };
      const by = describeChangedSince(changed, entry, later);
      throw new LoadBalancerError(code, `${message.replace(/\.$/, "")}; ${by}`, {
        field,
        changed,
        cause: error,
      });
    }
  },
  summarise({ undone, id, operation, caller, domains, changes, plan }) {
    if (plan !== undefined) return describePlan(plan as Plan);
    return [
      `Undid ${operation} ${undone} of ${caller}, for ${domains.join(", ")}; the undo is ${id}`,
      ...changes,
    ].join("\n");
  },
});
