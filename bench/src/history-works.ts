import { createServices, loadConfig, type Services } from "@haproxy-mcp/mcp-server";
import { compare } from "./measure.js";
import { domainLines, startPooled } from "./pooled-haproxy.js";
import type { Row } from "./table.js";

const SERVER = { ip: "127.0.0.1", port: 8001 };
const CALLER = { name: "bench", role: "admin", way: "MCP" } as const;
const silent = () => {};
const LOG = { debug: silent, info: silent, warn: silent, error: silent };

/** The product's operations on an HAProxy, with its history beside the files. */
async function startRecorded(count: number, domains = 0) {
  const pooled = await startPooled({ count, slots: 10, domainsMap: domainLines(domains, count) });
  const { mapFile, serversFile, stateFile, runtimeSocket } = pooled.haproxy;
  const config = loadConfig({
    HAPROXY_SOCKET: runtimeSocket,
    HAPROXY_MAP_FILE: mapFile,
    HAPROXY_SERVERS_FILE: serversFile,
    HAPROXY_STATE_FILE: stateFile,
    HAPROXY_POOL_COUNT: String(count),
    HAPROXY_HOST_KIND: "none",
    HAPROXY_ALLOW_OWN_FRONTENDS: "on",
  });
  return { services: createServices(config, LOG), [Symbol.asyncDispose]: pooled[Symbol.asyncDispose] };
}

function recordedAdd({ history, loadBalancer }: Services, domain: string) {
  const call = { caller: CALLER, operation: "add_domain", input: { domain, ...SERVER } };
  return history.record(call, (entry) => loadBalancer.recorded(entry).addDomain({ domain, server: SERVER }));
}

/** One change as a tool makes it, against the same change without its record. */
async function oneRecordedWork(): Promise<Row> {
  await using started = await startRecorded(101, 100);
  const { services } = started;
  const domain = "new.example.com";
  return {
    work: "one `addDomain` with its history, 100 domains; floor: the same without",
    atMost: 1.3,
    ...(await compare(
      () => recordedAdd(services, domain),
      () => services.loadBalancer.addDomain({ domain, server: SERVER }),
      {
        rounds: 200,
        warmUp: 30,
        before: () => services.loadBalancer.removeDomain({ domain }).catch(() => {}),
      },
    )),
  };
}

/** Many concurrent callers with their history, against the same calls one after another. */
async function concurrentRecordedWork(): Promise<Row> {
  const calls = 200;
  await using started = await startRecorded(calls);
  const { services } = started;
  const names = Array.from({ length: calls }, (_, i) => `d${i}.example.com`);
  const { oursMs, floorMs } = await compare(
    () => Promise.all(names.map((name) => recordedAdd(services, name))),
    async () => {
      for (const name of names) await recordedAdd(services, name);
    },
    {
      rounds: 5,
      warmUp: 1,
      before: () => Promise.allSettled(names.map((domain) => services.loadBalancer.removeDomain({ domain }))),
    },
  );
  return {
    work: "200 concurrent `addDomain` with their history; floor: a fifth of the time one after another",
    atMost: 1,
    oursMs,
    floorMs: floorMs / 5,
  };
}

export async function historyWorks(): Promise<readonly Row[]> {
  return [await oneRecordedWork(), await concurrentRecordedWork()];
}
