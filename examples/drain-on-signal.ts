// Runs beside an application: at SIGUSR1 it takes the application's server out of rotation and waits for its open
// sessions, at SIGUSR2 it puts it back: drain-on-signal SOCKET FOLDER DOMAIN SLOT
import { once } from "node:events";
import { createLoadBalancer, renderServerState } from "@haproxy-mcp/load-balancer";
import { createFileStateStore } from "@haproxy-mcp/map-store";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";

const [socket = "/run/haproxy.sock", folder = ".", domain = "", slot = "1"] = process.argv.slice(2);
const server = { domain, slot: Number(slot) };
const loadBalancer = createLoadBalancer({
  store: createFileStateStore({
    mapFile: `${folder}/domains.map`,
    serversFile: `${folder}/servers.json`,
    derived: [{ file: `${folder}/servers.state`, render: renderServerState }],
  }),
  runtime: createRuntimeApiClient({ address: { path: socket } }),
  pools: { count: 5, slots: 3 },
  mapFile: `${folder}/domains.map`,
});

const keepRunning = setInterval(() => {}, 60_000);
const [drain, back] = [once(process, "SIGUSR1"), once(process, "SIGUSR2")];
console.log("waiting");
await drain;
await loadBalancer.setServerState({ ...server, state: "drain" });
const { drained, sessions } = await loadBalancer.waitDrain({ ...server, timeoutMs: 60_000 });
console.log(drained ? "drained" : `${sessions} sessions left`);
await back;
await loadBalancer.setServerState({ ...server, state: "ready" });
console.log("ready");
clearInterval(keepRunning);
