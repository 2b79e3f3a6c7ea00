import { z } from "zod";
import { defineTool } from "../../define-tool.js";
import { describeTraffic, toTraffic, trafficShape } from "../../traffic-fields.js";

export const listFrontends = defineTool({
  name: "haproxy_list_frontends",
  title: "List frontends",
  description:
    "Lists the frontends of HAProxy: the addresses each listens on, its status, sessions, and requests in the last second.",
  input: z.strictObject({}),
  output: z.looseObject({
    frontends: z.array(
      z.looseObject({
        name: z.string(),
        status: z.string(),
        binds: z.array(z.string()).optional().describe("Absent where option socket-stats is not set"),
        session_limit: z.number().int(),
        sessions_per_sec: z.number(),
        requests_per_sec: z.number(),
        ...trafficShape,
      }),
    ),
  }),
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
          `${one.name} ${one.status} on ${one.binds?.join(" ") ?? "addresses that HAProxy does not tell (option socket-stats)"}: ` +
          `${describeTraffic(one)} of ${one.session_limit}, ${one.requests_per_sec} requests/s`,
      )
      .join("\n");
  },
});
