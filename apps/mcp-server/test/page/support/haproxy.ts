import { createDefaultCertificate, renderConfig } from "@haproxy-mcp/haproxy-host";
import { freePort, startHaproxy, type TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { tokenFiles } from "./tokens.js";

export interface Pools {
  readonly count: number;
  readonly slots: number;
}

export interface HaproxyWithPorts {
  readonly haproxy: TestHaproxy;
  readonly httpPort: number;
  readonly httpsPort: number;
}

/**
 * HAProxy as `haproxy-mcp init` configures it, on loopback: HTTP, HTTPS, challenges, and the ring of requests. Its pools check `/health`.
 */
export async function startHaproxyWithPorts(
  pools: Pools,
  files: Readonly<Record<string, string>>,
  checkMs: number,
): Promise<HaproxyWithPorts> {
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const haproxy = await startHaproxy({
    files: {
      "certs/00-default.pem": createDefaultCertificate(),
      "servers.json": "{}",
      "servers.state": "1\n",
      "acme.map": "",
      ...tokenFiles(),
      ...files,
    },
    config: ({ dir, httpSocket, runtimeSocket, mapFile, stateFile }) =>
      renderConfig({
        pools,
        httpBinds: [`unix@${httpSocket}`, `127.0.0.1:${httpPort}`],
        challengeMapFile: `${dir}/acme.map`,
        https: {
          binds: [`127.0.0.1:${httpsPort}`],
          quicBinds: [],
          port: httpsPort,
          certsDir: `${dir}/certs`,
          redirect: false,
        },
        statsSockets: [`${runtimeSocket} mode 600 level admin`],
        mapFile,
        stateFile,
        accessLog: {},
      })
        .replaceAll(/^backend pool_\d+$/gm, "$&\n  option httpchk GET /health")
        .replaceAll(":80 check ", `:80 check inter ${checkMs}ms fall 2 rise 2 `),
  });
  return { haproxy, httpPort, httpsPort };
}
