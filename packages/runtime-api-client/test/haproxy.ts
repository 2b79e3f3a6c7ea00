import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type HaproxyPaths, startHaproxy, type TestHaproxy } from "@haproxy-mcp/test-haproxy";
import {
  askCapabilities,
  type Capabilities,
  createRuntimeApiClient,
  type RuntimeApiClient,
} from "../src/index.js";

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

/** Of `test/certificates`. */
export const fixture = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, "certificates", name));

export interface Rich extends AsyncDisposable {
  readonly haproxy: TestHaproxy;
  readonly client: RuntimeApiClient;
  /** Queried from the running HAProxy. */
  readonly can: Capabilities;
  /** A file in its folder. */
  path(name: string): string;
}

/** A real HAProxy with something for every command: servers of all kinds, TLS, a stick-table, an ACL, a ring of events. */
export async function startRich(): Promise<Rich> {
  const haproxy = await startHaproxy({
    config: richConfig,
    files: {
      "crt-list.txt": "certs/a.pem [alpn h2] a.test\n",
      "domains.map": "a.test pool\nb.test two words\n",
      "blocked.lst": "10.0.0.1\n",
      "certs/a.pem": fixture("a.pem"),
      "certs/a.pem.ocsp": fixture("a.ocsp"),
      "ca.crt": fixture("ca.crt"),
      "crl.pem": fixture("crl.pem"),
    },
  });
  const client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  return {
    haproxy,
    client,
    can: await askCapabilities(client),
    path: (name) => join(haproxy.dir, name),
    [Symbol.asyncDispose]: () => haproxy[Symbol.asyncDispose](),
  };
}

const richConfig = ({ dir, runtimeSocket, httpSocket, mapFile }: HaproxyPaths) => `global
  stats socket ${runtimeSocket} level admin
  crt-base ${dir}
defaults settings
  mode http
  timeout connect 1s
  timeout client 20s
  timeout server 20s
ring events
  format raw
  size 65536
resolvers dns
  nameserver none 127.0.0.1:1
frontend web
  bind unix@${httpSocket}
  log ring@events format raw local0
  option httplog
  http-request track-sc0 hdr(host) table clients
  http-request deny if { src -f ${dir}/blocked.lst }
  use_backend %[req.hdr(host),map_str(${mapFile})]
frontend tls
  bind unix@${dir}/tls.sock ssl crt ${dir}/certs/
  bind unix@${dir}/tls-list.sock ssl crt-list ${dir}/crt-list.txt
  bind unix@${dir}/tls-ca.sock ssl crt ${dir}/certs/a.pem ca-file ${dir}/ca.crt crl-file ${dir}/crl.pem verify optional
backend pool
  balance roundrobin
  server plain 127.0.0.1:1 disabled
  server checked 127.0.0.1:1 check inter 1h disabled
  server agent 127.0.0.1:1 check inter 1h agent-check agent-port 1 agent-inter 1h
  server named first.invalid:80 resolvers dns init-addr none
  server secure 127.0.0.1:443 ssl verify none
  server-template slot_ 1-3 unassigned.invalid:80 check disabled init-addr last,0.0.0.0
backend clients
  stick-table type string len 64 size 1k expire 10m store gpc0,http_req_cnt,http_req_rate(10s)
`;
