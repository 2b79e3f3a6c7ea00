import { startTraffic, until } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import type { SeenEvent, TestViewer } from "./live-server.js";
import { startLive } from "./live-server.js";

const LIMIT_MS = 15_000;
const COUNT = 20;
/** Samples that HAProxy was asked for, and whose tick was not seen yet. */
const ON_ITS_WAY = 1;
const name = (number: number) => `d${number}.example.test`;

async function startWith(domains: number) {
  const numbers = Array.from({ length: domains }, (_, i) => i + 1);
  const served = await startLive(
    {
      "domains.map": numbers.map((number) => `${name(number)} pool_${number}\n`).join(""),
      "servers.json": JSON.stringify(
        Object.fromEntries(numbers.map((number) => [name(number), { 1: { ip: "127.0.0.1", http_port: 1 } }])),
      ),
    },
    { count: domains, slots: 2 },
  );
  await served.services.loadBalancer.restore();
  return served;
}

const ticksOf = ({ events }: TestViewer) => events.filter((event) => event.name === "tick");

/** Waits for more ticks. */
const more = (viewer: TestViewer, count: number) => {
  const wanted = ticksOf(viewer).length + count;
  return until(`${count} ticks`, LIMIT_MS, () => ticksOf(viewer).length >= wanted);
};

describe.concurrent("viewers", () => {
  it("get the same bytes, and HAProxy is asked no more for 20 than for one", async () => {
    await using served = await startWith(3);
    const { haproxy, proxy } = served;
    // findings are made at other times than samples
    const samples = () => proxy.sent().filter((text) => text.includes("no-maint")).length;
    const stop = startTraffic({ socketPath: haproxy.httpSocket }, [name(1), name(2)]);
    using first = await served.look();
    await more(first, 1);
    const [askedOnce, ticksOnce] = [samples(), ticksOf(first).length];
    await more(first, 3);
    const byOne = samples() - askedOnce;
    expect(Math.abs(byOne - (ticksOf(first).length - ticksOnce))).toBeLessThanOrEqual(ON_ITS_WAY);

    const viewers = [first];
    while (viewers.length < COUNT) viewers.push(await served.look());
    await Promise.all(viewers.map((viewer) => more(viewer, 1)));
    const [askedBy20, ticksBy20] = [samples(), ticksOf(first).length];
    await more(first, 3);
    const byAll = samples() - askedBy20;
    expect(Math.abs(byAll - (ticksOf(first).length - ticksBy20))).toBeLessThanOrEqual(ON_ITS_WAY);
    await stop();

    const texts = new Map<string, SeenEvent>();
    for (const viewer of viewers)
      for (const event of viewer.events) {
        expect(event).toEqual(texts.get(event.id) ?? event);
        texts.set(event.id, event);
      }
    // no part comes twice in a row
    for (const { events } of viewers) {
      const domains = events.flatMap(({ name: event, data }) => (event === "domains" ? [data] : []));
      expect(domains.filter((data, i) => data === domains[i - 1])).toEqual([]);
    }
    // from the first one that all got on, each got all of them
    const last = viewers.at(-1);
    const begin = Number(ticksOf(last as TestViewer)[1]?.id);
    const since = ({ events }: TestViewer) => events.map(({ id }) => Number(id)).filter((id) => id >= begin);
    const ends = Math.min(...viewers.map((viewer) => since(viewer).length));
    expect(ends).toBeGreaterThan(0);
    for (const viewer of viewers) expect(since(viewer).slice(0, ends)).toEqual(since(first).slice(0, ends));
    for (const viewer of viewers) viewer[Symbol.dispose]();
  });

  it("that have gone cost nothing", async () => {
    await using served = await startWith(1);
    const { proxy, clock } = served;
    const before = proxy.connections();
    expect(clock.running()).toBe(0);

    const viewer = await served.look();
    await more(viewer, 1);
    expect(clock.running()).toBe(1);
    viewer[Symbol.dispose]();
    await until("it is gone", LIMIT_MS, () => clock.running() === 0);
    await served.live[Symbol.asyncDispose](); // what was asked for has come

    const asked = proxy.connections();
    expect(asked).toBeGreaterThan(before);
    await served.services.loadBalancer.listDomains(); // reads the files alone
    served.services.forgetHealth();
    expect(clock.running()).toBe(0);
    expect(proxy.connections()).toBe(asked);
  });

  it("that connect again see the two minutes before", async () => {
    await using served = await startWith(1);
    const viewer = await served.look();
    await more(viewer, 3);
    viewer[Symbol.dispose]();
    await until("it is gone", LIMIT_MS, () => served.clock.running() === 0);

    using again = await served.look();
    const past = await again.seen("past");

    expect(past.length).toBeGreaterThanOrEqual(2);
    expect(past[0]?.pools[0]?.slice(0, 1)).toEqual([1]);
    const { at } = await again.seen("tick");
    expect(past.map((tick) => tick.at)).toEqual([...past.map((tick) => tick.at)].sort());
    expect(past.at(-1)?.at).toBeLessThan(at);
  });

  it("that connect after a pause begin with what is there then", async () => {
    await using served = await startWith(1);
    const viewer = await served.look();
    await more(viewer, 3);
    viewer[Symbol.dispose]();
    await until("it is gone", LIMIT_MS, () => served.clock.running() === 0);
    served.clock.skip(11_000);

    using again = await served.look();

    expect(await again.seen("past")).toEqual([]);
    expect((await again.seen("tick")).pools).toEqual([[1, null, null, 0, 0, 0, [[1, null, 0]]]]);
    for (const part of ["haproxy", "domains", "findings", "certificates", "changes"] as const)
      await again.seen(part);
  });

  it("whose session has ended get an event that says so, and the stream ends", async () => {
    await using served = await startWith(1);
    let isSignedIn = true;
    using viewer = await served.look({ isSignedIn: () => isSignedIn });
    using other = await served.look();
    await more(viewer, 1);

    isSignedIn = false;

    expect(await viewer.seen("signed-out")).toEqual({});
    await until("the stream ends", LIMIT_MS, viewer.isEnded);
    expect(viewer.events.at(-1)?.name).toBe("signed-out");
    await more(other, 1);
    expect(other.isEnded()).toBe(false);
  });

  it("are disconnected at once when the server stops", async () => {
    await using served = await startWith(1);
    using viewer = await served.look();
    await more(viewer, 1);

    await served.live[Symbol.asyncDispose]();

    await until("the stream ends", LIMIT_MS, viewer.isEnded);
    expect(served.clock.running()).toBe(0);
  });
});

it("1,000 domains are a snapshot and ticks of a bounded size", async ({ annotate }) => {
  await using served = await startWith(1_000);
  using viewer = await served.look();
  const { set } = await viewer.seen("domains");
  await viewer.seen("findings");
  // once nothing moves: checks end, and rates begin, in the first ones
  await until(
    "a tick with nothing in it",
    LIMIT_MS,
    () => (ticksOf(viewer).at(-1)?.data.length ?? 100) < 100,
  );

  const bytesOf = (event: string) =>
    viewer.events.filter((one) => one.name === event).map(({ data }) => data.length);
  const sizes = Object.fromEntries(
    ["domains", "tick", "findings", "past"].map((event) => [event, bytesOf(event)]),
  );
  await annotate(JSON.stringify(sizes));

  expect(set).toHaveLength(1_000);
  expect(sizes["domains"]?.[0]).toBeLessThan(500_000);
  expect(sizes["tick"]?.[0]).toBeLessThan(50_000);
}, 60_000);
