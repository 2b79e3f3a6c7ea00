// Our server, as far as this package has one: keeps HAProxy as the files say, and makes the changes that it is asked for on stdin,
// until stdin ends. A line in is {id, method, input}; a line out is {id, code?, message?}, with a code where it was refused.
// JOB in the environment: {paths, pools, clockAheadMs}
import { createInterface } from "node:readline";
import { systemClock } from "@haproxy-mcp/durable-files";
import { createLoadBalancer, reconcile, renderServerState } from "@haproxy-mcp/load-balancer";
import { createFileStateStore } from "@haproxy-mcp/map-store";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";

const POLL_MS = 50;
const { paths, pools, clockAheadMs } = JSON.parse(process.env["JOB"] ?? "{}");
const { mapFile, serversFile, stateFile, runtimeSocket } = paths;
const loadBalancer = createLoadBalancer({
  store: createFileStateStore({
    mapFile,
    serversFile,
    derived: [{ file: stateFile, render: renderServerState }],
    pollMs: POLL_MS,
    // ahead of the disk's, so that a short run does not wait for edits to rest
    clock: { ...systemClock, now: () => new Date(Date.now() + clockAheadMs) },
  }),
  runtime: createRuntimeApiClient({ address: { path: runtimeSocket }, timeoutMs: 2_000 }),
  pools,
  mapFile,
});
const print = (/** @type {object} */ line) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function keepReconciled() {
  const events = reconcile({ loadBalancer, signal: new AbortController().signal, pollMs: POLL_MS });
  for await (const event of events) {
    const { code, message } = event.kind === "failed" ? /** @type {any} */ (event.error) : {};
    print({ event: event.kind, reason: event.reason, code, message });
  }
}

async function obey(/** @type {string} */ line) {
  const { id, method, input } = JSON.parse(line);
  try {
    print({ id, result: await /** @type {any} */ (loadBalancer)[method](input) });
  } catch (error) {
    const { code = "ERROR", message } = /** @type {{ code?: string, message: string }} */ (error);
    print({ id, code, message });
  }
}

void keepReconciled();
for await (const line of createInterface({ input: process.stdin })) void obey(line);
process.exit();
