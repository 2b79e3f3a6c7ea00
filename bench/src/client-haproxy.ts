import { startHaproxy, type TestHaproxy } from "@haproxy-mcp/test-haproxy";

export const POOLS = 100;
export const SLOTS = 10;

/** A real HAProxy with 1,000 servers and a map, alone with the client on the machine. */
export function startLarge(): Promise<TestHaproxy> {
  const pools = Array.from(
    { length: POOLS },
    (_, i) => `backend pool_${i + 1}
  server-template pool_${i + 1}_ 1-${SLOTS} unassigned.invalid:80 disabled init-addr last,0.0.0.0
`,
  );
  return startHaproxy({
    config: ({ runtimeSocket, httpSocket, mapFile }) => `global
  stats socket ${runtimeSocket} level admin
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend web
  bind unix@${httpSocket}
  use_backend %[req.hdr(host),map_str(${mapFile})]
${pools.join("")}`,
  });
}
