import { setTimeout as sleep } from "node:timers/promises";
import { load, startAnswering } from "./http-load.js";
import { median } from "./measure.js";
import { type PageServer, startPageServer } from "./page-server.js";
import { domainLines, startPooled } from "./pooled-haproxy.js";
import type { Row } from "./table.js";

const DOMAINS = 1_000;
const SLOTS = 2;
const REQUESTS_PER_SEC = 200;
const MANY = 20;
const ROUNDS = 3;
/** A multiple of 5, in which the page's findings are made. */
const SECONDS = 10;
/** Until the viewers have what they get at first. */
const SETTLE_MS = 3_000;

/**
 * Processor time of the server in a second, with 1,000 domains under traffic: with a viewer of the page against a scrape of its metrics each
 * second, and with 20 viewers against one.
 */
export async function pageWorks(): Promise<readonly Row[]> {
  await using answering = await startAnswering();
  const server = { 1: { ip: "127.0.0.1", http_port: answering.port } };
  const names = Array.from({ length: DOMAINS }, (_, i) => `d${i}.example.com`);
  await using pooled = await startPooled({
    count: DOMAINS,
    slots: SLOTS,
    domainsMap: domainLines(DOMAINS, DOMAINS),
    serversJson: JSON.stringify(Object.fromEntries(names.map((name) => [name, server]))),
  });
  await pooled.loadBalancer.restore();
  await using page = await startPageServer(pooled.haproxy, { count: DOMAINS, slots: SLOTS });
  const stop = startRequests(pooled.haproxy.httpSocket, names);
  const used = { scraped: [] as number[], one: [] as number[], many: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    used.scraped.push(await perSecond(page, page.scrape));
    used.one.push(await withViewers(page, 1));
    used.many.push(await withViewers(page, MANY));
  }
  await stop();
  const [floorMs, oneMs, manyMs] = [median(used.scraped), median(used.one), median(used.many)];
  return [
    {
      work: "page: 1 viewer, processor time in a second, 1,000 domains; floor: a scrape of `/metrics` in a second",
      atMost: 3,
      oursMs: oneMs,
      floorMs,
    },
    { work: `page: ${MANY} viewers, the same; floor: 1 viewer`, atMost: 3, oursMs: manyMs, floorMs: oneMs },
  ];
}

async function withViewers(page: PageServer, count: number): Promise<number> {
  const viewers = await Promise.all(Array.from({ length: count }, page.look));
  await sleep(SETTLE_MS);
  const before = viewers.map((viewer) => viewer.ticks());
  const used = await perSecond(page, async () => {});
  if (viewers.some((viewer, i) => viewer.ticks() - (before[i] ?? 0) < SECONDS / 2))
    throw new Error("a viewer missed half of its ticks");
  for (const viewer of viewers) viewer[Symbol.dispose]();
  await sleep(SETTLE_MS);
  return used;
}

/** @param each run once a second */
async function perSecond(page: PageServer, each: () => Promise<void>): Promise<number> {
  const before = await page.usedMs();
  const began = performance.now();
  for (let second = 1; second <= SECONDS; second++) {
    await each();
    await sleep(began + second * 1_000 - performance.now());
  }
  return ((await page.usedMs()) - before) / SECONDS;
}

/** Requests to random names, until it is stopped. */
function startRequests(socket: string, names: readonly string[]): () => Promise<void> {
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      await load(socket, REQUESTS_PER_SEC, () => names[Math.floor(Math.random() * names.length)] ?? "");
      await sleep(1_000);
    }
  })();
  running.catch(() => {}); // reported when it is stopped
  return async () => {
    isOver = true;
    await running;
  };
}
