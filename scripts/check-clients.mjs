// `node scripts/check-clients.mjs`, on Node.js 24: each MCP client of scripts/clients lists the tools of a running haproxy-mcp, and adds a
// domain that HAProxy then serves. The clients are installed from npm, in a temporary folder.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clientsOf } from "./lib/clients/clients.mjs";
import { installClients } from "./lib/clients/installed.mjs";
import { startServer } from "./lib/clients/server.mjs";
import { whyNot } from "./lib/clients/works.mjs";
import { haproxyBinaries } from "./lib/programs/haproxy-versions.mjs";
import { setUp } from "./lib/set-up.mjs";
import { runMain, Stop } from "./lib/stop.mjs";

const RELEASE = "3.2";

await runMain(async () => {
  const folder = mkdtempSync(join(tmpdir(), "clients-"));
  try {
    await setUp();
    const [haproxy] = await haproxyBinaries([RELEASE]);
    const installed = await installClients(folder);
    const server = await startServer(folder, haproxy?.binary ?? "");
    try {
      const failed = await failedClients(clientsOf(installed, server), server);
      if (failed.length > 0) throw new Stop(`these MCP clients failed: ${failed.join("; ")}`);
      return 0;
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
// a client that was late may still wait
process.exit();

/**
 * @param {ReturnType<typeof clientsOf>} clients
 * @param {import("./lib/clients/server.mjs").Server} server
 */
async function failedClients(clients, server) {
  const failed = [];
  let count = 0;
  for (const [name, open] of Object.entries(clients)) {
    const began = Date.now();
    const why = await whyNot(open, server, `client-${++count}.example.test`);
    console.log(`${name}: ${why ?? "works"}, ${((Date.now() - began) / 1000).toFixed(1)} s`);
    if (why !== undefined) failed.push(name);
  }
  return failed;
}
