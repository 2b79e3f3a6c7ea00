import { once } from "node:events";
import { createConnection } from "node:net";
import { freePort, startHaproxy } from "@haproxy-mcp/test-haproxy";
import { compare } from "./measure.js";
import { type PooledHaproxy, startPooled } from "./pooled-haproxy.js";
import type { Row } from "./table.js";

const REQUESTS = 20_000;
const DEPTH = 50; // requests in flight on a connection
const CONNECTIONS = 4;
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
        () => load(many.haproxy.httpSocket, kind, MANY),
        () => load(few.haproxy.httpSocket, kind, FEW),
        { rounds: 9, warmUp: 3 },
      )),
    });
  }
  return rows;
}

/** A backend that costs next to nothing: HAProxy itself. */
async function startAnswering(): Promise<{ readonly port: number } & AsyncDisposable> {
  const port = await freePort();
  const haproxy = await startHaproxy({
    config: ({ runtimeSocket }) => `global
  stats socket ${runtimeSocket} level admin
defaults
  mode http
  timeout connect 1s
  timeout client 60s
  timeout server 60s
frontend answers
  bind 127.0.0.1:${port}
  http-request return status 200
`,
  });
  return { port, [Symbol.asyncDispose]: () => haproxy[Symbol.asyncDispose]() };
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

/** Pipelined, so that the client is not measured. Each host is random: repeated ones would measure HAProxy's cache. */
async function load(socketPath: string, { host }: Kind, domains: number): Promise<void> {
  const draw = () => host(Math.floor(Math.random() * domains));
  await Promise.all(
    Array.from({ length: CONNECTIONS }, () => pipeline(socketPath, REQUESTS / CONNECTIONS, draw)),
  );
}

async function pipeline(path: string, requests: number, drawHost: () => string): Promise<void> {
  const socket = createConnection({ path });
  const answers = new AnswerCounter();
  let sent = 0;
  const send = () => {
    const due = Math.min(requests, answers.count + DEPTH) - sent;
    if (due <= 0) return;
    sent += due;
    socket.write(Array.from({ length: due }, () => `GET / HTTP/1.1\r\nHost: ${drawHost()}\r\n\r\n`).join(""));
  };
  socket.on("data", (chunk) => {
    answers.read(chunk.toString("latin1"));
    if (answers.count === requests) socket.end();
    else send();
  });
  socket.once("connect", send);
  await once(socket, "close");
  if (answers.count !== requests)
    throw new Error(`only ${answers.count} of ${requests} requests got a response`);
}

/** Counts responses without a body. */
class AnswerCounter {
  count = 0;
  #rest = "";

  /** @throws if one has a status other than 200 */
  read(text: string): void {
    const parts = (this.#rest + text).split("\r\n\r\n");
    this.#rest = parts.pop() ?? "";
    const bad = parts.find((head) => !head.startsWith("HTTP/1.1 200 "));
    if (bad !== undefined) throw new Error(`unexpected response: ${bad}`);
    this.count += parts.length;
  }
}
