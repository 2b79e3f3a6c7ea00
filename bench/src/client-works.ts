import {
  createRuntimeApiClient,
  replaceMap,
  setServerAddress,
  setServerState,
  setServerWeight,
  showMap,
  showStat,
} from "@haproxy-mcp/runtime-api-client";
import type { TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { POOLS, SLOTS } from "./client-haproxy.js";
import { compare, timed } from "./measure.js";
import { oneByOne, rawExchange } from "./raw-exchange.js";
import { recordingTransport } from "./recording-transport.js";
import type { Row } from "./table.js";

const MAP_ENTRIES = 100_000;
const SHORTEST_ROW = "0x1 host-0.example.com pool_1".length;
const TIMEOUT_MS = 60_000;

const servers = Array.from({ length: POOLS * SLOTS }, (_, i) => {
  const pool = `pool_${Math.floor(i / SLOTS) + 1}`;
  return { backend: pool, server: `${pool}_${(i % SLOTS) + 1}` };
});

/** All on the same HAProxy, one after another. */
export async function clientWorks({ runtimeSocket: path, mapFile }: TestHaproxy): Promise<readonly Row[]> {
  const transport = recordingTransport(path);
  const client = createRuntimeApiClient({ address: { path }, transport, timeoutMs: TIMEOUT_MS });
  const lastRequests = (count: number) => transport.requests.slice(-count);
  const floorOf = (requests: readonly string[]) => async () => {
    let bytes = 0;
    for (const request of requests) bytes += await rawExchange(path, request);
    return bytes;
  };
  const rows: Row[] = [];

  const changes = servers.flatMap((server) => [
    setServerAddress({ ...server, address: "127.0.0.1", port: 8001 }),
    setServerState({ ...server, state: "ready" }),
  ]);
  await client.batch(changes);
  rows.push({
    work: "2,000 `set server` commands in a batch",
    atMost: 1.3,
    ...(await compare(() => client.batch(changes), floorOf(lastRequests(1)), {
      rounds: 40,
      warmUp: 10,
    })),
    oneByOneMs: await timed(() =>
      oneByOne(
        path,
        changes.map(({ line }) => line),
      ),
    ),
  });

  const entries = Array.from({ length: MAP_ENTRIES }, (_, i) => ({
    key: `host-${i}.example.com`,
    value: `pool_${(i % POOLS) + 1}`,
  }));
  await replaceMap(client, mapFile, entries);
  const recorded = lastRequests(3);
  let replaced = 1;
  let floorRequests = recorded;
  const lineByLine = entries.map(({ key, value }) => `add map ${mapFile} ${key} ${value}`);
  rows.push({
    work: "replace a map of 100,000 entries atomically",
    atMost: 1.5,
    ...(await compare(
      async () => {
        await replaceMap(client, mapFile, entries);
        replaced++;
      },
      async () => {
        // it reads the map back, as ours does: with a wrong version the refusals would be short
        if ((await floorOf(floorRequests)()) < MAP_ENTRIES * SHORTEST_ROW)
          throw new Error("the floor replaced nothing");
        replaced++;
      },
      {
        rounds: 7,
        warmUp: 2,
        before: () => {
          floorRequests = recorded.map((request) => request.replaceAll("@1 ", `@${replaced + 1} `));
        },
      },
    )),
    oneByOneMs: await timed(() => oneByOne(path, [`clear map ${mapFile}`, ...lineByLine])),
  });

  await client.execute(showMap(mapFile));
  rows.push({
    work: "read and parse `show map`, 100,000 entries",
    atMost: 2.5,
    ...(await compare(() => client.execute(showMap(mapFile)), floorOf(lastRequests(1)), {
      rounds: 40,
      warmUp: 10,
    })),
  });

  await client.execute(showStat());
  rows.push({
    work: "read and parse `show stat`, 1,000 servers",
    atMost: 2.5,
    ...(await compare(() => client.execute(showStat()), floorOf(lastRequests(1)), {
      rounds: 60,
      warmUp: 20,
    })),
  });

  const weight = setServerWeight({ backend: "pool_1", server: "pool_1_1", weight: 1 });
  await client.execute(weight);
  rows.push({
    work: "one single command",
    atMost: 1.2,
    ...(await compare(() => client.execute(weight), floorOf(lastRequests(1)), {
      rounds: 3_000,
      warmUp: 1_000,
    })),
  });
  return rows;
}
