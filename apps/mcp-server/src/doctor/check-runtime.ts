import { describeDifference, type LoadBalancer, LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { type RuntimeApiClient, showInfo, showSslCrtLists } from "@haproxy-mcp/runtime-api-client";
import { messageOf } from "../program/message-of.js";
import { boundedTexts } from "../tools/bounded-list.js";
import { type Check, error, type Trouble } from "./check.js";

/** Whether HAProxy answers, and lets us change it. */
export async function checkRuntimeApi(runtime: RuntimeApiClient, signal: AbortSignal): Promise<Check> {
  const name = "Runtime API";
  try {
    const { version, uptimeSec } = await runtime.execute(showInfo(), { signal });
    const level = await runtime.execute(showSslCrtLists(), { signal }).then(
      () => undefined,
      (cause: unknown) => messageOf(cause),
    );
    const troubles = level?.includes("ermission denied")
      ? [
          error(
            `HAProxy at ${runtime.target} lets us change nothing: ${level}`,
            "stats socket … level admin, then reload",
          ),
        ]
      : [];
    return { name, troubles, fact: `HAProxy ${version}, up ${uptimeSec} s` };
  } catch (cause) {
    const mend =
      "start HAProxy; or correct HAPROXY_SOCKET, or HAPROXY_HOST and HAPROXY_PORT, and the stats socket in haproxy.cfg";
    return { name, troubles: [error(messageOf(cause), mend)] };
  }
}

/** Whether HAProxy is as the files say. */
export async function checkDrift(
  loadBalancer: Pick<LoadBalancer, "findDrift">,
  signal: AbortSignal,
): Promise<Check> {
  const name = "running state";
  try {
    const { differences } = await loadBalancer.findDrift({ signal });
    const missing = differences.filter((one) => one.kind === "server" && one.running === undefined);
    const others = differences.filter((one) => !missing.includes(one));
    const texts = (list: typeof differences) => boundedTexts(list.map(describeDifference));
    const troubles: Trouble[] = [
      ...texts(missing).map((text) => error(text, "add the pool to haproxy.cfg, and call haproxy_reload")),
      ...texts(others).map((text) => error(text, "haproxy-mcp restore")),
    ];
    return { name, troubles, fact: "HAProxy is as the files say" };
  } catch (cause) {
    return { name, troubles: [error(messageOf(cause), mendFor(cause))] };
  }
}

function mendFor(cause: unknown): string {
  if (!LoadBalancerError.isInstance(cause)) return "see what is said of the state above";
  if (cause.code === "MAP_NOT_FOUND")
    return "look names up in the map in haproxy.cfg, and reload; or correct HAPROXY_MAP_FILE";
  if (cause.code === "MAP_AMBIGUOUS") return "set HAPROXY_MAP_ID to the one that routes domains";
  return "see what is said of the Runtime API above";
}
