import { z } from "zod";
import { type Health, healthOutput } from "../../../checks/health.js";
import { defineTool } from "../../define-tool.js";

/** How many items of each list are shown without details. */
const SHOWN = 10;

export const health = defineTool({
  name: "haproxy_health",
  title: "Check the health",
  description:
    "Checks this server, HAProxy and its host, the domains, certificates and state files, and reports what is wrong and what to " +
    "do. Use it when another tool fails, or before any other tool. healthy: all is well. degraded: HAProxy serves, but something " +
    "is wrong. down: no domain has a server that is up. unhealthy: HAProxy does not respond.",
  input: z.strictObject({
    details: z
      .boolean()
      .default(false)
      .describe(
        `Check again, though the last check is less than a second old, and show more than ${SHOWN} of each list`,
      ),
  }),
  output: healthOutput,
  role: "read",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle({ details }, { services, signal }) {
    const found = await services.health(signal, { fresh: details });
    return details ? found : withShortLists(found);
  },
  summarise({ status: overall, components }) {
    const { haproxy, config_files, desired_state, domains, configuration, certificates, container } =
      components;
    const details: Record<string, readonly string[]> = {
      haproxy: haproxy.status === "ok" ? [`version ${haproxy.version}, up ${haproxy.uptime_sec} s`] : [],
      config_files: Object.entries(config_files.files).map(([name, state]) => `${name}: ${state}`),
      desired_state: [
        ...(desired_state.compared === undefined ? [] : [desired_state.compared]),
        ...desired_state.first,
        ...desired_state.uncertain,
        ...desired_state.orphans,
      ],
      domains: [
        ...Object.entries(domains.counts).flatMap(([status, count]) =>
          count === 0 ? [] : [`${count} ${status}`],
        ),
        ...domains.first,
      ],
      configuration: configuration?.status === "ok" ? configuration.findings : [],
      certificates: [
        ...(certificates?.expiring ?? []),
        ...(certificates?.unserved.map((name) => `${name} is not served as it is on disk`) ?? []),
      ],
      container: [container.state],
    };
    return [
      overall,
      ...Object.entries(components).flatMap(([name, found]) => {
        const { status, reason, advice } = found as { status: string; reason?: string; advice?: string };
        return [
          `${name}: ${status === "ok" ? "ok" : (reason ?? status)}`,
          ...(details[name] ?? []).map((text) => `  ${text}`),
          ...(advice === undefined ? [] : [`  ${advice}`]),
        ];
      }),
    ].join("\n");
  },
});

function withShortLists({ components, ...rest }: Health): Health {
  const short = Object.entries(components).map(([name, component]) => {
    const fields = Object.entries(component as object).map(([key, value]) => [key, shortened(value)]);
    return [name, Object.fromEntries(fields)];
  });
  return { ...rest, components: Object.fromEntries(short) };
}

function shortened(value: unknown): unknown {
  if (!Array.isArray(value) || value.length <= SHOWN) return value;
  return [...value.slice(0, SHOWN), "and more: call with details"];
}
