import { once } from "node:events";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { connectRemote, failureOf, type RemoteServer, WAIT } from "../commands/callers/remote-client.js";
import { bridgeTo } from "../mcp/bridge.js";
import { SHOWS_VIEWS } from "../mcp/views.js";

/**
 * Passes the tools of a server elsewhere on to the one client that started this process, until it closes stdin.
 *
 * @throws UsageError for a URL that is none; ToolCallError `SERVER_UNREACHABLE`, `NOT_ALLOWED`, `CANCELLED`
 */
export async function bridgeOverStdio(remote: RemoteServer, signal: AbortSignal): Promise<void> {
  const client = await connectRemote(remote, "haproxy-mcp stdio", signal, SHOWS_VIEWS);
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  process.stdin.once("end", stop).once("close", stop);
  signal.addEventListener("abort", stop, { once: true });
  const options = { wait: WAIT, failureOf: (error: unknown) => failureOf(error, remote.url, true) };
  const handle = serveStdio(bridgeTo(client, options), {
    onerror: ({ message }) => process.stderr.write(`MCP message: ${message}\n`),
  });
  try {
    if (!stopped.signal.aborted) await once(stopped.signal, "abort");
  } finally {
    await handle.close();
    await client.close();
  }
}
