import { startHaproxy, type TestHaproxy } from "@haproxy-mcp/test-haproxy";

/** A real HAProxy with one pool of three slots, and a map. */
export function startOnePool(extraSocket?: string): Promise<TestHaproxy> {
  return startHaproxy({
    config: ({ runtimeSocket, httpSocket, mapFile }) => `global
  stats socket ${runtimeSocket} level admin
  ${extraSocket === undefined ? "" : `stats socket ${extraSocket} level admin`}
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend web
  bind unix@${httpSocket}
  use_backend %[req.hdr(host),map_str(${mapFile})]
backend pool_1
  server-template pool_1_ 1-3 unassigned.invalid:80 check disabled init-addr last,0.0.0.0
`,
  });
}
