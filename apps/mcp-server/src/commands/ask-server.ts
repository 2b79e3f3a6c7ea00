import { once } from "node:events";
import { connect } from "node:net";
import { parseEnv } from "node:util";
import { messageOf } from "@haproxy-mcp/durable-files";
import { runProgram } from "@haproxy-mcp/haproxy-host";
import type { Health } from "../checks/health.js";
import type { Found } from "../checks/server.js";
import { connectRemote, WAIT } from "./callers/remote-client.js";
import { ToolCallError } from "./callers/tool-call-error.js";

const HTTP_PORT = 80;

/** What listens on a URL of this machine. No token is sent: another program may listen there. */
export async function askServer(url: string, signal: AbortSignal): Promise<Found> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || HTTP_PORT) });
  try {
    await once(socket, "connect", { signal });
  } catch (error) {
    return { kind: "nothing", reason: messageOf(error) };
  } finally {
    socket.destroy();
  }
  try {
    const client = await connectRemote({ url, token: undefined }, "haproxy-mcp doctor", signal);
    const { name = "", version = "" } = client.getServerVersion() ?? {};
    if (name !== "haproxy-mcp") return { kind: "other", reason: `it is the MCP server ${name}` };
    const result = await client
      .callTool({ name: "haproxy_health", arguments: {} }, { ...WAIT, signal })
      .finally(() => client.close());
    return { kind: "server", version, health: result.structuredContent as Health | undefined };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ToolCallError)) return { kind: "nothing", reason: messageOf(error) };
    if (error.code === "NOT_ALLOWED") return { kind: "refused" };
    return { kind: "other", reason: "it does not respond as an MCP server" };
  }
}

/** Of haproxy-mcp.service, such as `active (running)`; `undefined` if systemd doesn't say it. */
export async function unitState(signal: AbortSignal): Promise<string | undefined> {
  const args = ["show", "--property=ActiveState,SubState", "haproxy-mcp.service"];
  const { stdout } = await runProgram("systemctl", args, { signal }).catch(() => ({ stdout: "" }));
  const { ActiveState: active, SubState: sub } = parseEnv(stdout);
  return active && sub ? `${active} (${sub})` : undefined;
}
