import { join } from "node:path";
import { startServer } from "../clients/server.mjs";
import { whyNot } from "../clients/works.mjs";
import { Stop } from "../stop.mjs";

/** Where npm puts the program with the prefix /usr/local. */
const MAIN = "usr/local/lib/node_modules/@haproxy-mcp/mcp-server/dist/main.cjs";

/**
 * Starts HAProxy with what npm installed in the root, then a second server for it in each way: a client of it adds a domain.
 *
 * @param {import("./node-root.mjs").NodeRoot} root
 * @param {(settings: import("./ways.mjs").Settings, remote: import("./ways.mjs").Settings) => Readonly<Record<string, () => Promise<import("./ways.mjs").Open>>>} waysOf by name, what prepares them; `remote`: settings of a server elsewhere for it
 * @throws {Stop} for one that doesn't work
 */
export async function checkWays(root, waysOf) {
  const haproxy = process.env["HAPROXY_BIN"] ?? "haproxy";
  const server = await startServer(root.path, haproxy, join(root.path, MAIN));
  const settings = Object.fromEntries(
    Object.entries(server.stdioEnvironment).map(([name, value]) => [name, value.replace(root.path, "")]),
  );
  const remote = {
    HAPROXY_MCP_URL: server.url,
    HAPROXY_MCP_TOKEN: server.authorization.replace("Bearer ", ""),
  };
  try {
    for (const [way, prepare] of Object.entries(waysOf(settings, remote))) {
      const open = await prepare();
      const why = await whyNot(open, server, `${way.replace(" ", "-")}.example.test`);
      if (why !== undefined) throw new Stop(`${way}: ${why}`);
      console.log(`${way}: works`);
    }
  } finally {
    await server.stop();
  }
}
