// `node scripts/check-clients.mjs`, on Node.js 24: each MCP client of scripts/clients lists the tools of a running haproxy-mcp, and adds a
// domain that HAProxy then serves. The clients are installed from npm, in a temporary folder.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clientsOf } from "./lib/clients/clients.mjs";
import { installClients } from "./lib/clients/installed.mjs";
import { startServer } from "./lib/clients/server.mjs";
import { haproxyBinaries } from "./lib/programs/haproxy-versions.mjs";
import { setUp } from "./lib/set-up.mjs";
import { runMain, Stop } from "./lib/stop.mjs";

const RELEASE = "3.2";
const LIMIT_MS = 30_000;

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
    const why = await Promise.race([works(open, server, `client-${++count}.example.test`), isLate()]).catch(
      (error) => String(error.stack ?? error),
    );
    console.log(`${name}: ${why ?? "works"}, ${((Date.now() - began) / 1000).toFixed(1)} s`);
    if (why !== undefined) failed.push(name);
  }
  return failed;
}

/**
 * Why it doesn't, if so.
 *
 * @param {() => Promise<import("./lib/clients/clients.mjs").Client>} open
 * @param {import("./lib/clients/server.mjs").Server} server
 * @param {string} domain
 */
async function works(open, { samplePort, ask }, domain) {
  const client = await open();
  try {
    const names = await client.list();
    if (!names.includes("haproxy_add_domain")) return `its list of tools is ${names.join(", ") || "empty"}`;
    const args = { domain, ip: "127.0.0.1", http_port: samplePort };
    const result = await client.call("haproxy_add_domain", args);
    if (!result.includes("slot 1") && !result.includes('"slot": 1')) return `the call returned ${result}`;
    const status = await ask(domain);
    return status === 200 ? undefined : `HAProxy returned ${status} for the domain that it added`;
  } finally {
    await client.close?.();
  }
}

async function isLate() {
  await new Promise((resolve) => setTimeout(resolve, LIMIT_MS).unref());
  return `no result after ${LIMIT_MS / 1000} s`;
}
