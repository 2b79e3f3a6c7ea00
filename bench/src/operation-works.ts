import { copyFile, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { createFileStateStore } from "@haproxy-mcp/map-store";
import { appendDurably, rewriteDurably } from "./durable-write.js";
import { compare, median } from "./measure.js";
import { domainLines, startPooled } from "./pooled-haproxy.js";
import { rawExchange } from "./raw-exchange.js";
import type { Row } from "./table.js";

const SERVER = { ip: "127.0.0.1", port: 8001 };

/** 1,000 servers of 100 domains into a HAProxy that has none. */
export async function restoreWork(): Promise<Row> {
  const [count, slots] = [100, 10];
  const servers = Object.fromEntries(
    Array.from({ length: slots }, (_, i) => [
      i + 1,
      { ip: SERVER.ip, http_port: SERVER.port + i, weight: 2 },
    ]),
  );
  const serversJson = JSON.stringify(
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`d${i}.example.com`, servers])),
  );
  await using pooled = await startPooled({
    count,
    slots,
    domainsMap: domainLines(count, count),
    serversJson,
  });
  const { haproxy, loadBalancer, requests } = pooled;
  const empty = async () => {
    await haproxy.runtime(`clear map ${haproxy.mapFile}`);
    for (let pool = 1; pool <= count; pool++) {
      const slotsOfPool = Array.from({ length: slots }, (_, i) => `pool_${pool}/pool_${pool}_${i + 1}`);
      await haproxy.runtime(
        slotsOfPool
          .map(
            (slot) =>
              `set server ${slot} state maint;set server ${slot} addr 0.0.0.0 port 80;set server ${slot} weight 1`,
          )
          .join(";"),
      );
    }
  };
  await empty();
  const before = requests.length;
  const restored = await loadBalancer.restore();
  const servered = restored.applied.filter(({ kind }) => kind === "server").length;
  if (servered !== count * slots || restored.remaining.length > 0) throw new Error("it was not empty before");
  const sent = requests.slice(before);
  return {
    work: "restore 1,000 servers into an empty HAProxy; floor: the same bytes over a raw socket",
    atMost: 2,
    ...(await compare(
      () => loadBalancer.restore(),
      async () => {
        for (const request of sent) await rawExchange(haproxy.runtimeSocket, request);
      },
      { rounds: 15, warmUp: 4, before: empty },
    )),
  };
}

/** A process that starts with 200,000 lines, with the journal of the one before. */
export async function startWork(): Promise<Row> {
  const [domains, pools, slots] = [200_000, 1_000, 10];
  await using pooled = await startPooled({ count: pools, slots, domainsMap: domainLines(domains, pools) });
  const { haproxy, loadBalancer, start } = pooled;
  await loadBalancer.restore();
  const mapFile = `${haproxy.mapFile}.bench`; // with no journal beside it
  await copyFile(haproxy.mapFile, mapFile);
  const { oursMs, floorMs } = await compare(
    () => start().restore(),
    () => createFileStateStore({ mapFile, serversFile: haproxy.serversFile }).read(),
    { rounds: 7, warmUp: 2 },
  );
  return {
    work: "start with 200,000 domains, until HAProxy is compared with all; floor: 4 × reading and parsing the map once",
    atMost: 1,
    oursMs,
    floorMs: 4 * floorMs,
  };
}

/** One `addDomain` with a server, against the minimum that every implementation needs. */
export async function addDomainWork(): Promise<Row> {
  const domains = 100;
  await using pooled = await startPooled({
    count: domains + 1,
    slots: 10,
    domainsMap: domainLines(domains, domains),
  });
  const { haproxy, loadBalancer, requests } = pooled;
  const domain = "new.example.com";
  await loadBalancer.addDomain({ domain, server: SERVER });
  const journal = `${haproxy.mapFile}.journal`;
  const entry = `${(await readFile(journal, "utf8")).trimEnd().split("\n").at(-1)}\n`;
  // the files themselves would be edited behind the store
  const copies = await Promise.all(
    [haproxy.serversFile, haproxy.stateFile, haproxy.mapFile, journal].map(async (file) => {
      await copyFile(file, `${file}.bench`);
      return `${file}.bench`;
    }),
  );
  const rewrite = await rewriteDurably(copies.slice(0, 3));
  const [batch, readBack] = apart(requests.at(-1) ?? "");
  return {
    work: "one `addDomain`, 100 domains; floor: durable writes of its three files and a line of its journal, its batch, its read-back",
    atMost: 1.5,
    ...(await compare(
      () => loadBalancer.addDomain({ domain, server: SERVER }),
      async () => {
        await appendDurably(`${journal}.bench`, entry);
        await rewrite();
        await rawExchange(haproxy.runtimeSocket, batch);
        await rawExchange(haproxy.runtimeSocket, readBack);
      },
      {
        rounds: 200,
        warmUp: 30,
        before: () => loadBalancer.removeDomain({ domain }).catch(() => {}),
      },
    )),
  };
}

/** Splits the request of a change into its two parts: the change, and the read-back. */
function apart(request: string): readonly [string, string] {
  const commands = request.trimEnd().split("\n");
  const isWrite = (command: string) => /^(?:add|set server) /.test(command);
  const isRead = (command: string) => /^(?:get|show) /.test(command);
  if (!commands.some(isWrite) || !commands.some(isRead)) throw new Error(`no change: ${request}`);
  const without = (kind: (command: string) => boolean) =>
    `${commands.filter((command) => !kind(command)).join("\n")}\n`;
  return [without(isRead), without(isWrite)];
}

/** Many concurrent callers, against the same calls one after another. */
export async function concurrentWork(): Promise<Row> {
  const calls = 200;
  await using pooled = await startPooled({ count: calls, slots: 10 });
  const { loadBalancer } = pooled;
  const names = Array.from({ length: calls }, (_, i) => `d${i}.example.com`);
  const add = (domain: string) => loadBalancer.addDomain({ domain, server: SERVER });
  return {
    work: "200 concurrent `addDomain`; floor: a fifth of the time one after another",
    atMost: 1,
    ...(await compare(
      () => Promise.all(names.map(add)),
      async () => {
        for (const name of names) await add(name);
      },
      {
        rounds: 5,
        warmUp: 1,
        before: () => Promise.allSettled(names.map((domain) => loadBalancer.removeDomain({ domain }))),
      },
    ).then(({ oursMs, floorMs }) => ({ oursMs, floorMs: floorMs / 5 }))),
  };
}

/** One `addDomain` among 100,000, aliases over 1,000 pools, against one among 100. */
export async function manyDomainsWork(): Promise<Row> {
  const [few, many, pools] = [100, 100_000, 1_000];
  const domain = "new.example.com";
  await using small = await startPooled({ count: pools + 1, slots: 10, domainsMap: domainLines(few, few) });
  await using large = await startPooled({
    count: pools + 1,
    slots: 10,
    domainsMap: domainLines(many, pools),
  });
  const add = ({ loadBalancer }: typeof small) => loadBalancer.addDomain({ domain, server: SERVER });
  return {
    work: "one `addDomain`, 100,000 domains; floor: the same with 100 domains",
    atMost: 3,
    ...(await compare(
      () => add(large),
      () => add(small),
      {
        rounds: 40,
        warmUp: 10,
        before: () =>
          Promise.allSettled([small, large].map(({ loadBalancer }) => loadBalancer.removeDomain({ domain }))),
      },
    )),
  };
}

/** Watching unchanged files of 100,000 domains, in processor time. */
export async function watchWork(): Promise<Row> {
  const seconds = 10;
  await using pooled = await startPooled({
    count: 1_000,
    slots: 10,
    domainsMap: domainLines(100_000, 1_000),
  });
  await pooled.loadBalancer.restore();
  const stop = new AbortController();
  const events = pooled.loadBalancer.watch(stop.signal)[Symbol.asyncIterator]();
  await events.next();
  const next = events.next();
  await sleep(3_000); // until the files are old enough for their times to be reliable
  const usedMs: number[] = []; // in each second; in some, garbage of the restore is collected
  for (let second = 0; second < seconds; second++) {
    const before = process.cpuUsage();
    await sleep(1_000);
    const { user, system } = process.cpuUsage(before);
    usedMs.push((user + system) / 1_000);
  }
  stop.abort();
  await next;
  return {
    work: "watch the files of 100,000 domains for a second, processor time; floor: 1 ms",
    atMost: 1,
    oursMs: median(usedMs),
    floorMs: 1,
  };
}
