import { z } from "zod";
import { countOf } from "../../../program/count-of.js";
import { boundedTexts } from "../../bounded-list.js";
import { defineChange } from "../../define-change.js";
import { describeLeft, toMs, waitSecondsField } from "../../drain-fields.js";
import { selectorInput } from "../../health-fields.js";
import { describeServer, sessionsField, stateField, toServerOutput } from "../../server-fields.js";

export const setServersState = defineChange({
  name: "haproxy_set_servers_state",
  title: "Set the state of many servers",
  description:
    "Sets the servers of an address, of domains, of a pool or with a status to ready, drain or maint, all or none, with no reload. Use it " +
    "when a host goes into or out of maintenance: set dry_run first, it shows every server and domain affected.",
  input: z.strictObject({
    state: stateField,
    domain: z.string().max(253).optional().describe("Name of a domain; * stands for any text"),
    ...selectorInput,
    wait_sec: waitSecondsField
      .default(0)
      .describe("Longest wait for open sessions after drain and maint, in seconds"),
  }),
  output: z.looseObject({
    state: z.string(),
    total: z.number().int().describe("Servers selected"),
    servers: z.array(z.string()).describe("The first ones, as they were"),
    domains: z.array(z.string()).describe("The first domains affected"),
    sessions: sessionsField,
    without_healthy: z.array(z.string()).describe("Domains with no other server that is checked healthy"),
  }),
  role: "operate",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async handle({ wait_sec, ...wanted }, { changes, signal, progress }) {
    const waitMs = toMs(wait_sec);
    const { servers, state, sessions, withoutHealthy } = await changes.setServersState(
      { ...wanted, waitMs },
      { signal, onProgress: (left) => progress(describeLeft(left), waitMs) },
    );
    return {
      state,
      total: servers.length,
      servers: boundedTexts(
        servers.map((server) => `${server.domains[0] ?? ""} ${describeServer(toServerOutput(server))}`),
      ),
      domains: boundedTexts([...new Set(servers.flatMap(({ domains }) => domains))]),
      sessions,
      without_healthy: boundedTexts(withoutHealthy),
    };
  },
  summarise({ state, total, servers, domains, sessions, without_healthy }) {
    if (total === 0) return "No server matches; nothing was changed";
    return [
      `Set ${countOf(total, "server")} to ${state}:`,
      ...servers,
      `domains affected: ${domains.join(", ")}`,
      ...(state === "ready" ? [] : [describeSessions(sessions)]),
      ...(without_healthy.length === 0
        ? []
        : [
            `warning: no server that is checked healthy is left for ${without_healthy.join(", ")}: requests may get 503`,
          ]),
    ].join("\n");
  },
});

function describeSessions(sessions: number | undefined): string {
  if (sessions === undefined) return "HAProxy did not report how many sessions are open";
  return sessions === 0 ? "no session left" : `${describeLeft(sessions)}; call again to keep waiting`;
}
