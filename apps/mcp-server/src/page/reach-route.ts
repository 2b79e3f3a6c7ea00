import { LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { assertRole, NotAllowedError } from "../access/not-allowed-error.js";
import type { Services } from "../services.js";
import { createArgumentReader } from "../tools/read-arguments.js";
import { ipField, portField } from "../tools/server-fields.js";
import { readBody } from "./json-body.js";
import type { PageRefusal, PageRequest } from "./page-request.js";
import { reach } from "./reach.js";
import { describeFailure, sendJson } from "./respond.js";
import type { Viewer } from "./viewer.js";

const MAX_BYTES = 4_096;
const BODY = z.record(z.string(), z.unknown());
const readServer = createArgumentReader(z.object({ ip: ipField, http_port: portField }));

/** Tries whether this machine reaches a server, for one that may add it, and refuses the addresses that adding refuses. */
export async function sendReach(
  asked: PageRequest,
  { caller }: Viewer,
  { ownEndpoints, accessLog, log }: Pick<Services, "ownEndpoints" | "accessLog" | "log">,
): Promise<PageRefusal | undefined> {
  const { request, response } = asked;
  const { body, refusal } = await readBody(request, BODY, MAX_BYTES);
  if (refusal !== undefined) return refusal;
  const left = new AbortController();
  response.once("close", () => left.abort());
  try {
    assertRole(caller, "operate", "testing whether a server is reachable");
    const { ip, http_port: port } = readServer(body);
    await ownEndpoints.refresh();
    const own = ownEndpoints.refuseServer()({ ip, port });
    if (own !== undefined) throw new LoadBalancerError("REFUSED_SERVER", own, { field: "ip" });
    return sendJson(asked, 200, await reach(ip, port, left.signal));
  } catch (error) {
    if (error instanceof NotAllowedError)
      accessLog.refused({
        address: caller.address,
        caller: caller.name,
        status: error.code,
        reason: error.message,
      });
    return describeFailure(error, log);
  }
}
