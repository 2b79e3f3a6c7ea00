import { z } from "zod";
import { defineTool } from "../../define-tool.js";

const component = {
  status: z.enum(["ok", "error"]),
  reason: z.string().optional(),
  advice: z.string().optional(),
};

export const health = defineTool({
  name: "haproxy_health",
  title: "Check the health",
  description:
    "Tells whether this server, HAProxy, its host, certificates and the files of the desired state are well, what is wrong, and what to do. Call it " +
    "first when another tool fails. healthy: all is well. degraded: HAProxy serves, something else is wrong. unhealthy: HAProxy does not answer.",
  input: z.strictObject({}),
  output: z.looseObject({
    status: z.enum(["healthy", "degraded", "unhealthy"]),
    components: z.looseObject({
      mcp: z.looseObject(component),
      haproxy: z.looseObject({
        ...component,
        version: z.string().optional(),
        uptime_sec: z.number().optional(),
      }),
      config_files: z.looseObject({
        ...component,
        files: z.record(z.string(), z.string()).describe("ok, or what is wrong with the file"),
        problems: z.array(z.string()).describe("Lines that could not be understood; they were kept"),
      }),
      desired_state: z.looseObject({
        ...component,
        differences: z.number().int().describe("Where HAProxy is not as the files say"),
        first: z.array(z.string()).describe("The first of them, in words"),
      }),
      certificates: z
        .looseObject({
          ...component,
          count: z.number().int(),
          expiring: z.array(z.string()),
          unserved: z.array(z.string()).describe("Those that HAProxy does not serve as they are on disk"),
        })
        .optional(),
      container: z.looseObject({ ...component, state: z.string() }).optional(),
    }),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  handle: (_input, { services, signal }) => services.health(signal),
  summarise({ status: overall, components }) {
    const { haproxy, config_files, desired_state, certificates, container } = components;
    const details: Record<string, readonly string[]> = {
      haproxy: haproxy.status === "ok" ? [`version ${haproxy.version}, up ${haproxy.uptime_sec} s`] : [],
      config_files: Object.entries(config_files.files).map(([name, state]) => `${name}: ${state}`),
      desired_state: desired_state.first,
      certificates: [
        ...(certificates?.expiring ?? []),
        ...(certificates?.unserved.map((name) => `${name} is not served`) ?? []),
      ],
      container: container === undefined ? [] : [container.state],
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
