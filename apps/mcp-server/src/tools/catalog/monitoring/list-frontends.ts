import { z } from "zod";
import { countOf } from "../../../program/count-of.js";
import { defineTool } from "../../define-tool.js";
import { describeTraffic, toTraffic, trafficShape } from "../../traffic-fields.js";

export const listFrontends = defineTool({
  name: "haproxy_list_frontends",
  title: "List frontends",
  description:
    "Lists the frontends of HAProxy with their addresses, status, sessions and request rates. Use it when you need to know where " +
    "HAProxy listens, or how busy it is.",
  input: z.strictObject({}),
  output: z.looseObject({
    frontends: z.array(
      z.looseObject({
        name: z.string(),
        status: z.string(),
        binds: z.array(z.string()).optional().describe("Absent without option socket-stats"),
        session_limit: z.number().int(),
        sessions_per_sec: z.number(),
        requests_per_sec: z.number(),
        ...trafficShape,
      }),
    ),
  }),
  role: "read",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle(_input, { services, signal }) {
    const found = await services.loadBalancer.listFrontends({ signal });
    return {
      frontends: found.map((frontend) => ({
        name: frontend.name,
        status: frontend.status,
        binds: frontend.binds && [...frontend.binds],
        session_limit: frontend.sessionLimit,
        sessions_per_sec: frontend.sessionsPerSec,
        requests_per_sec: frontend.requestsPerSec,
        ...toTraffic(frontend),
      })),
    };
  },
  summarise({ frontends }) {
    return frontends
      .map(
        (one) =>
          `${one.name} ${one.status} on ${one.binds?.join(" ") ?? "unknown addresses (set option socket-stats)"}: ` +
          `${describeTraffic(one)}, at most ${countOf(one.session_limit, "session")}, ` +
          `${countOf(one.sessions_per_sec, "session")}/s, ${countOf(one.requests_per_sec, "request")}/s`,
      )
      .join("\n");
  },
});
