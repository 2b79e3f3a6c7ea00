import type { Sample } from "@haproxy-mcp/load-balancer";
import { describe, expect, it } from "vitest";
import { createRecentSample, type TimedSample } from "../../../src/monitoring/recent-sample.js";
import { createDomainRows } from "../../../src/page/live/domain-rows.js";
import { createTicks } from "../../../src/page/live/ticks.js";
import type { DomainsPart, Tick } from "../../../src/page/model.js";

const NOW = Date.parse("2026-11-26T03:00:00.400Z");

interface Server {
  readonly status?: string;
  readonly sinceSec?: number | undefined;
  readonly checkMs?: number;
  readonly requests?: number;
  readonly check?: string;
  readonly checkStatus?: string;
  readonly isBeingChecked?: true;
}

interface Pool {
  readonly status?: string;
  readonly servers?: readonly Server[];
  readonly requests?: number;
  readonly errors?: number;
  readonly isLacking?: boolean;
}

const poolOf = (
  number: number,
  { status = "healthy", servers = [{}], requests = 0, errors = 0, isLacking }: Pool = {},
) =>
  ({
    number,
    pool: `pool_${number}`,
    domains: [`d${number}.example.test`],
    status,
    servers: servers.map((server, i) => ({
      slot: i + 1,
      name: `pool_${number}_${i + 1}`,
      status: "UP",
      sinceSec: 60,
      checkDurationMs: server.checkMs,
      currentSessions: 0,
      totalRequests: server.requests ?? 0,
      ...server,
    })),
    traffic: isLacking
      ? undefined
      : {
          totalRequests: requests,
          responses: { "2xx": requests - errors, "5xx": errors },
          averageResponseMs: 3,
          currentSessions: 0,
          queued: 0,
        },
  }) as unknown as Sample["pools"][number];

const sampleOf = (at: number, pools: readonly ReturnType<typeof poolOf>[], pid = 7, uptimeSec = at / 1_000) =>
  ({ at, pools, process: { pid, uptimeSec } }) as unknown as TimedSample;

describe("rows of domains", () => {
  function arrange() {
    const rows = createDomainRows();
    let at = NOW;
    return {
      rows,
      update(pools: readonly ReturnType<typeof poolOf>[], seconds = 0): DomainsPart | undefined {
        at += seconds * 1_000;
        const text = rows.update(pools, at);
        return text === undefined ? undefined : JSON.parse(text);
      },
    };
  }
  const since = (part: DomainsPart | undefined) => part?.set[0]?.since?.slice(11, 19);

  it("come once, then those that changed, and the numbers of those that went", () => {
    const { rows, update } = arrange();

    expect(update([poolOf(1), poolOf(2)])?.set.map(({ pool }) => pool)).toEqual([1, 2]);
    expect(update([poolOf(1), poolOf(2)])).toBeUndefined();
    expect(update([poolOf(1), poolOf(2, { status: "down" })])?.set.map(({ pool }) => pool)).toEqual([2]);
    expect(update([poolOf(1)])).toEqual({ set: [], gone: [2] });
    expect(JSON.parse(rows.whole() ?? "")).toMatchObject({ set: [{ pool: 1 }], gone: [2] });
    expect(update([poolOf(1), poolOf(2)])).toMatchObject({ set: [{ pool: 2 }], gone: [] });
    expect(JSON.parse(rows.whole() ?? "").gone).toEqual([]);
  });

  it("keep their times while HAProxy's whole seconds jitter, and a check's duration while it moves little", () => {
    const { update } = arrange();
    const next = (sinceSec: number, checkMs: number) =>
      update([poolOf(1, { servers: [{ sinceSec, checkMs }] })], 1);
    next(60, 3);

    for (const [sinceSec, checkMs] of [
      [60, 4],
      [63, 1],
      [65, 12],
      [64, 3],
    ] as const)
      expect(next(sinceSec, checkMs)).toBeUndefined();
    expect(next(1, 3)?.set[0]?.servers[0]).toMatchObject({ since: "2026-11-26T03:00:05.000Z", checkMs: 3 });
    expect(next(2, 40)?.set[0]?.servers[0]).toMatchObject({ since: "2026-11-26T03:00:05.000Z", checkMs: 40 });
  });

  it.each<readonly [string, Pool, string | undefined]>([
    [
      "down: by the newest of those that a check found down",
      {
        status: "down",
        servers: [
          { status: "DOWN", sinceSec: 600 },
          { status: "DOWN", sinceSec: 60 },
          { status: "MAINT", sinceSec: 5 },
        ],
      },
      "02:59:00",
    ],
    [
      "down: by the newest of all where none is",
      {
        status: "down",
        servers: [
          { status: "MAINT", sinceSec: 600 },
          { status: "DRAIN", sinceSec: 5 },
        ],
      },
      "02:59:55",
    ],
    [
      "down: not known where one is not",
      {
        status: "down",
        servers: [
          { status: "MAINT", sinceSec: 600 },
          { status: "DRAIN", sinceSec: undefined },
        ],
      },
      undefined,
    ],
    [
      "degraded: since the first server left, of those that were up before",
      {
        status: "degraded",
        servers: [{ sinceSec: 600 }, { status: "DOWN", sinceSec: 60 }, { status: "DOWN", sinceSec: 5 }],
      },
      "02:59:00",
    ],
    [
      "degraded: since the first server came up, where all were down before",
      { status: "degraded", servers: [{ sinceSec: 5 }, { status: "DOWN", sinceSec: 60 }] },
      "02:59:55",
    ],
    [
      "healthy: by the newest of all",
      { status: "healthy", servers: [{ sinceSec: 600 }, { sinceSec: 60 }] },
      "02:59:00",
    ],
    ["no_servers: not known", { status: "no_servers", servers: [] }, undefined],
  ])("know since when a domain is %s", (_what, pool, expected) => {
    expect(since(arrange().update([poolOf(1, pool)]))).toBe(expected);
  });

  it("keep the words of a check while the next one runs, unless that is of another kind", () => {
    const { update } = arrange();
    const down = { status: "DOWN", checkStatus: "L7STS" };
    const checkOf = (part: DomainsPart | undefined) => part?.set[0]?.servers[0]?.check;

    update([poolOf(1, { servers: [{ ...down, check: "HTTP 503" }] })]);

    expect(
      update([poolOf(1, { servers: [{ ...down, check: "error response", isBeingChecked: true }] })]),
    ).toBeUndefined();
    expect(checkOf(update([poolOf(1, { servers: [{ ...down, check: "HTTP 500" }] })]))).toBe("HTTP 500");
    const other = { status: "DOWN", checkStatus: "L4CON", check: "connection failed" };
    expect(checkOf(update([poolOf(1, { servers: [{ ...other, isBeingChecked: true }] })]))).toBe(
      "connection failed",
    );
  });

  it("keep the time of a status while it lasts, and date one that was seen by the sample", () => {
    const { update } = arrange();
    update([
      poolOf(1, { status: "degraded", servers: [{ sinceSec: 600 }, { status: "DOWN", sinceSec: 60 }] }),
    ]);
    // its last server is drained by a weight of 0, of which HAProxy says no time
    const down = update(
      [
        poolOf(1, {
          status: "down",
          servers: [
            { status: "DRAIN", sinceSec: undefined },
            { status: "DOWN", sinceSec: 61 },
          ],
        }),
      ],
      2,
    );
    expect(since(down)).toBe("03:00:02");
    expect(down?.set[0]?.servers.map((server) => server.since?.slice(11, 19))).toEqual([
      "03:00:02",
      "02:59:00",
    ]);

    // the operator takes the broken server out
    const later = update(
      [
        poolOf(1, {
          status: "down",
          servers: [
            { status: "DRAIN", sinceSec: undefined },
            { status: "MAINT", sinceSec: 1 },
          ],
        }),
      ],
      60,
    );
    expect(since(later)).toBe("03:00:02");
  });
});

describe("ticks", () => {
  const parse = (text: string | undefined): Tick => JSON.parse(text ?? "null");

  it("have rates since the sample before, of the pools whose numbers changed", () => {
    const ticks = createTicks();
    expect(parse(ticks.add(sampleOf(1_000, [poolOf(1), poolOf(2)]), NOW)).pools).toEqual([
      [1, null, null, 3, 0, 0, [[1, null, 0]]],
      [2, null, null, 3, 0, 0, [[1, null, 0]]],
    ]);
    const busy = { requests: 40, errors: 1, servers: [{ requests: 30 }] };
    expect(parse(ticks.add(sampleOf(3_000, [poolOf(1, busy), poolOf(2)]), NOW))).toEqual({
      at: NOW,
      pools: [
        [1, 20, 2.5, 3, 0, 0, [[1, 15, 0]]],
        [2, 0, null, 3, 0, 0, [[1, 0, 0]]],
      ],
    });
    expect(
      parse(ticks.add(sampleOf(4_000, [poolOf(1, { ...busy, requests: 41 }), poolOf(2)]), NOW)).pools,
    ).toEqual([[1, 1, 0, 3, 0, 0, [[1, 0, 0]]]]);
    expect(parse(ticks.whole()).pools.map(([number]) => number)).toEqual([1, 2]);
  });

  it.each<readonly [string, Pool, number, number]>([
    ["counters went back", { requests: 5 }, 7, 9],
    ["another worker has counted further", { requests: 5_000 }, 8, 1],
    ["a worker with the same process id has started", { requests: 5_000 }, 7, 0],
  ])("have no rates where %s", (_what, pool, pid, uptimeSec) => {
    const ticks = createTicks();
    ticks.add(sampleOf(1_000, [poolOf(1, { requests: 100 })], 7, 7), NOW);
    ticks.add(sampleOf(2_000, [poolOf(1, { requests: 101 })], 7, 8), NOW);

    const [[, ...numbers] = []] = parse(
      ticks.add(sampleOf(3_000, [poolOf(1, pool)], pid, uptimeSec), NOW),
    ).pools;
    expect(numbers.slice(0, 2)).toEqual([null, null]);
  });

  it("of two minutes are kept, without servers; the first has all pools", () => {
    const ticks = createTicks();
    for (let second = 0; second <= 200; second++) {
      const pools = [poolOf(1, { requests: second * 10 }), poolOf(2), ...(second < 150 ? [poolOf(3)] : [])];
      ticks.add(sampleOf(second * 1_000, pools), NOW + second * 1_000);
    }

    const past: readonly Tick[] = JSON.parse(ticks.past());
    expect(past).toHaveLength(119);
    expect(past[0]).toEqual({
      at: NOW + 81_000,
      pools: [
        [1, 10, 0, 3, 0, 0, []],
        [2, 0, null, 3, 0, 0, []],
      ],
    });
    expect(past.slice(1).every(({ pools }) => pools.length === 0)).toBe(true);
    expect(parse(ticks.whole()).at).toBe(NOW + 200_000);
  });

  it("leave out a pool that HAProxy lacks", () => {
    const ticks = createTicks();
    expect(parse(ticks.add(sampleOf(1_000, [poolOf(1, { isLacking: true })]), NOW)).pools).toEqual([]);
  });
});

it("a sample is shared by those who ask within a second, and taken again after a change", async () => {
  let now = 0;
  const given: unknown[] = [];
  const recent = createRecentSample(
    {
      sample: async (input) => {
        given.push(input?.previous);
        if (given.length === 5) throw new Error("unreachable");
        return { pools: [], maintained: given.length } as unknown as Sample;
      },
    },
    () => now,
  );

  const shared = await Promise.all([recent.sample(), recent.sample()]);
  now = 999;
  expect(await recent.sample()).toBe(shared[0]);
  expect(shared[0]).toBe(shared[1]);
  expect(given).toEqual([undefined]);
  expect(await recent.sample({ notOlderMs: 500 })).toMatchObject({ at: 999 });
  recent.forget();
  await recent.sample();
  expect(given.slice(1)).toMatchObject([{ maintained: 1 }, { maintained: 2 }]);
  now = 2_000;
  await recent.sample();
  recent.forget();
  await expect(recent.sample()).rejects.toThrow("unreachable");
  // a failure is not kept
  expect(await recent.sample()).toMatchObject({ at: 2_000 });
});
