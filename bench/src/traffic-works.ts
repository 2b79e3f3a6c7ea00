import { load, startAnswering } from "./http-load.js";
import { compare } from "./measure.js";
import { type PooledHaproxy, startPooled } from "./pooled-haproxy.js";
import type { Row } from "./table.js";

const REQUESTS = 20_000;
const [FEW, MANY] = [10, 100_000];
/** The same for both: HAProxy keeps connections to each server, and more of them would distort the measurement. */
const POOLS = 10;

interface Kind {
  readonly name: string;
  /** Key in the map. */
  readonly key: (number: number) => string;
  /** A host that the key serves. */
  readonly host: (number: number) => string;
}

const KINDS: readonly Kind[] = [
  { name: "exact names", key: (i) => `d${i}.example.com`, host: (i) => `d${i}.example.com` },
  {
    name: "wildcards",
    key: (i) => `.w${i}.example.com`,
    host: (i) => `a${"b".repeat(i % 3)}.w${i}.example.com`,
  },
];

/** Requests a second to random hosts of 100,000 domains, against those of 10: time for the same number of requests. */
export async function trafficWorks(): Promise<readonly Row[]> {
  await using answering = await startAnswering();
  const rows: Row[] = [];
  for (const kind of KINDS) {
    await using few = await startServing(kind, FEW, answering.port);
    await using many = await startServing(kind, MANY, answering.port);
    rows.push({
      work: `${REQUESTS} requests to random hosts of 100,000 domains, ${kind.name}; floor: of 10 domains`,
      atMost: 1.25,
      ...(await compare(
        () => load(many.haproxy.httpSocket, REQUESTS, hostsOf(kind, MANY)),
        () => load(few.haproxy.httpSocket, REQUESTS, hostsOf(kind, FEW)),
        { rounds: 9, warmUp: 3 },
      )),
    });
  }
  return rows;
}

async function startServing({ key }: Kind, domains: number, port: number): Promise<PooledHaproxy> {
  const pools = Math.min(domains, POOLS);
  const domainsMap = Array.from({ length: domains }, (_, i) => `${key(i)} pool_${(i % pools) + 1}\n`).join(
    "",
  );
  const holders = Array.from({ length: pools }, (_, i) => key(i).replace(/^[.]/, "*."));
  const serversJson = JSON.stringify(
    Object.fromEntries(holders.map((holder) => [holder, { 1: { ip: "127.0.0.1", http_port: port } }])),
  );
  const pooled = await startPooled({ count: POOLS, slots: 2, domainsMap, serversJson });
  await pooled.loadBalancer.restore();
  return pooled;
}

function hostsOf({ host }: Kind, domains: number): () => string {
  return () => host(Math.floor(Math.random() * domains));
}
