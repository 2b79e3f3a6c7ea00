import { z } from "zod";
import { defineTool } from "../../define-tool.js";

const status = z.enum(["ok", "error"]);

export const health = defineTool({
  name: "haproxy_health",
  title: "Check the health",
  description:
    "Tells whether this server, HAProxy and the files of the desired state are well. Call it first when another " +
    "tool fails. healthy: all is well. degraded: HAProxy serves, something else is wrong. unhealthy: HAProxy does not answer.",
  input: z.strictObject({}),
  output: z.looseObject({
    status: z.enum(["healthy", "degraded", "unhealthy"]),
    components: z.looseObject({
      mcp: z.looseObject({ status, reason: z.string().optional() }),
      haproxy: z.looseObject({
        status,
        version: z.string().optional(),
        uptime_sec: z.number().optional(),
        reason: z.string().optional(),
      }),
      config_files: z.looseObject({
        status,
        files: z.record(z.string(), z.string()).describe("ok, or what is wrong with the file"),
        problems: z.array(z.string()).describe("Lines that could not be understood; they were kept"),
      }),
      desired_state: z.looseObject({
        status,
        differences: z.number().int().describe("Where HAProxy is not as the files say"),
        first: z.array(z.string()).describe("The first of them, in words"),
        reason: z.string().optional(),
      }),
      container: z.looseObject({ status, state: z.string(), reason: z.string().optional() }).optional(),
    }),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  handle: (_input, { services, signal }) => services.health(signal),
  summarise({ status: overall, components }) {
    const { mcp, haproxy, config_files: files, desired_state: desired, container } = components;
    return [
      overall,
      `mcp: ${mcp.reason ?? mcp.status}`,
      `haproxy: ${haproxy.reason ?? `${haproxy.status}, version ${haproxy.version}, up ${haproxy.uptime_sec} s`}`,
      ...Object.entries(files.files).map(([name, state]) => `${name}: ${state}`),
      ...files.problems,
      `desired_state: ${desired.reason ?? (desired.differences === 0 ? "ok" : `HAProxy differs in ${desired.differences}`)}`,
      ...desired.first,
      ...(container === undefined
        ? []
        : [`container: ${[container.state, container.reason].filter(Boolean).join(", ")}`]),
    ].join("\n");
  },
});
