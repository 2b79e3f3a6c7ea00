import { renderConfig } from "@haproxy-mcp/haproxy-host";
import { createLoadBalancer, type LoadBalancer, renderServerState } from "@haproxy-mcp/load-balancer";
import { createFileStateStore } from "@haproxy-mcp/map-store";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { startHaproxy, type TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { recordingTransport } from "./recording-transport.js";

export interface PooledOptions {
  readonly count: number;
  readonly slots: number;
  readonly domainsMap?: string;
  readonly serversJson?: string;
}

/** HAProxy with our configuration, and the operations on it as the product wires them. */
export interface PooledHaproxy extends AsyncDisposable {
  readonly haproxy: TestHaproxy;
  readonly loadBalancer: LoadBalancer;
  /** Another one, of a process that starts. */
  start(): LoadBalancer;
  /** Every request that the client sent. */
  readonly requests: readonly string[];
}

export async function startPooled({
  count,
  slots,
  domainsMap = "",
  serversJson = "{}",
}: PooledOptions): Promise<PooledHaproxy> {
  const haproxy = await startHaproxy({
    files: { "domains.map": domainsMap, "servers.json": serversJson },
    config: ({ runtimeSocket, httpSocket, mapFile, stateFile }) =>
      renderConfig({
        pools: { count, slots },
        httpBinds: [`unix@${httpSocket}`],
        statsSockets: [`${runtimeSocket} level admin`],
        mapFile,
        stateFile,
      }),
  });
  const transport = recordingTransport(haproxy.runtimeSocket);
  const { mapFile, serversFile, stateFile, runtimeSocket } = haproxy;
  const start = () =>
    createLoadBalancer({
      store: createFileStateStore({
        mapFile,
        serversFile,
        derived: [{ file: stateFile, render: renderServerState }],
      }),
      runtime: createRuntimeApiClient({ address: { path: runtimeSocket }, transport, timeoutMs: 60_000 }),
      pools: { count, slots },
      mapFile,
    });
  return {
    haproxy,
    loadBalancer: start(),
    start,
    requests: transport.requests,
    [Symbol.asyncDispose]: () => haproxy[Symbol.asyncDispose](),
  };
}

/** Lines of a map: that many domains, spread over that many pools. */
export function domainLines(domains: number, pools: number): string {
  return Array.from({ length: domains }, (_, i) => `d${i}.example.com pool_${(i % pools) + 1}\n`).join("");
}
