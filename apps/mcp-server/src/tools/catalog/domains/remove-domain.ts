import { z } from "zod";
import { boundedTexts } from "../../bounded-list.js";
import { defineChange } from "../../define-change.js";
import { describeLeft, drainTimeoutField, toMs } from "../../drain-fields.js";
import {
  describeServer,
  domainField,
  serverOutput,
  sessionsField,
  stillBusy,
  toServerOutput,
} from "../../server-fields.js";

export const removeDomain = defineChange({
  name: "haproxy_remove_domain",
  title: "Remove a domain",
  description:
    "Stops routing a domain, with no reload, and removes its servers if no other domain shares the pool. Use it when a domain is " +
    "retired, or to delete the records of a name that is only in servers.json.",
  input: z.strictObject({ domain: domainField, drain_timeout: drainTimeoutField }),
  output: z.looseObject({
    domain: z.string(),
    pool: z.string().optional().describe("Absent for a name that was only in servers.json"),
    removed_servers: z.array(serverOutput),
    remaining_domains: z.array(z.string()).describe("The first domains that still use the pool"),
    sessions: sessionsField,
  }),
  role: "operate",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  async handle({ domain, drain_timeout }, { changes, signal, progress }) {
    const { removedServers, remainingDomains, ...removed } = await changes.removeDomain(
      { domain, drainTimeoutMs: toMs(drain_timeout) },
      { signal, onProgress: (left) => progress(describeLeft(left), toMs(drain_timeout)) },
    );
    return {
      ...removed,
      removed_servers: removedServers.map(toServerOutput),
      remaining_domains: boundedTexts(remainingDomains),
    };
  },
  summarise({ domain, pool, removed_servers, remaining_domains, sessions }) {
    if (pool === undefined) return `Removed the records of ${domain} from servers.json; it was not routed`;
    const left =
      remaining_domains.length === 0
        ? `${pool} is free; removed servers: ${removed_servers.map(describeServer).join(", ") || "none"}`
        : `${pool} still serves ${remaining_domains.join(", ")}`;
    return `Removed ${domain}; ${left}${stillBusy("removed", sessions)}`;
  },
});
