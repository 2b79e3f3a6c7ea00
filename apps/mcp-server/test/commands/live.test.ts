// What `top`, `watch` and `log` show, without a terminal or an HAProxy.
import { EventEmitter, once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { createRemoteCaller } from "../../src/commands/callers/remote-caller.js";
import { ToolCallError } from "../../src/commands/callers/tool-call-error.js";
import type { ToolCaller } from "../../src/commands/callers/tool-caller.js";
import { type LiveView, runLive } from "../../src/commands/live/run-live.js";
import { LOG_COLUMNS, withShortTimes } from "../../src/commands/log/log-columns.js";
import { readForm } from "../../src/commands/output/render-output.js";
import { DOMAIN_COLUMNS } from "../../src/commands/top/top-columns.js";
import { ORDERS, type Row, rated, sorted } from "../../src/commands/top/top-rows.js";
import { createTop } from "../../src/commands/verbs/live/top.js";
import { changeEvents, serverEvents, type WatchedServer } from "../../src/commands/watch/events.js";
import { createWatch, EVENT_COLUMNS } from "../../src/commands/watch/watch-view.js";
import { isWanted, parseLogLine } from "../../src/requests/log-line.js";

const SCREEN = { width: 80, hasShapes: true, hasColours: false };
const TIME = "2026-11-26T15:00:54Z";
const formOf = (columns: unknown) =>
  readForm(
    { table: { items: () => [], columns: columns as never } },
    { output: "table" },
    { isTTY: false, columns: 80 },
    {},
  );

const row = (number: number, more: Partial<Row> = {}): Row => ({
  key: `pool_${number}`,
  name: `d${number}.example.com`,
  domains: [`d${number}.example.com`],
  pool: `pool_${number}`,
  health: "healthy",
  serversUp: 1,
  servers: 1,
  requests: 0,
  errors: 0,
  responseMs: 0,
  sessions: 0,
  queued: 0,
  ...more,
});

const server = (slot: number, more: Partial<WatchedServer> = {}): WatchedServer => ({
  name: `pool_1_${slot}`,
  ip: `10.0.0.${slot}`,
  http_port: 80,
  domains: ["shop.example.com"],
  status: "UP",
  ...more,
});

describe("rates", () => {
  const before = new Map([["pool_1", { requests: 100, errors: 10 }]]);

  it.each([
    ["between two samples", { requests: 110, errors: 15 }, { requestsPerSec: 5, errorPercent: 50 }],
    ["without requests", { requests: 100, errors: 10 }, { requestsPerSec: 0, errorPercent: undefined }],
    ["after a restart", { requests: 3, errors: 0 }, {}],
  ])("%s", (_when, counted, expected) => {
    expect(rated([row(1, counted)], before, 2)).toEqual([row(1, { ...counted, ...expected })]);
  });
});

describe("top", () => {
  const rows = [
    row(1, { sessions: 9 }),
    row(2, { health: "degraded" }),
    row(3, { health: "down" }),
    row(10, { responseMs: 70 }),
  ];

  it.each([
    ["health", "3 2 1 10"],
    ["sessions", "1 3 2 10"],
    ["ms", "10 3 2 1"],
    ["name", "1 2 3 10"],
  ] as const)("sorts by %s, then the worst first", (order, expected) => {
    expect(
      sorted(rows, order)
        .map(({ pool }) => pool.slice(5))
        .join(" "),
    ).toBe(expected);
    expect(Object.keys(ORDERS)).toContain(order);
  });

  it.each([24, 5])("fits %i rows, and counts the others", (height) => {
    const many = Array.from({ length: 30 }, (_, number) =>
      row(number + 1, {
        health: number === 29 ? "down" : "healthy",
        domains: [`${"d".repeat(90)}.example.com`],
      }),
    );
    const lines = createTop(undefined, "health", formOf(DOMAIN_COLUMNS)).frame(
      { time: new Date(TIME), rows: many, about: "HAProxy 3.2.0" },
      SCREEN,
      height,
    );

    expect(lines).toHaveLength(height);
    expect(Math.max(...lines.map((line) => line.length))).toBe(80);
    expect(lines[2]).toContain("✖ down");
    expect(lines.at(-1)).toBe(`… ${30 - height + 3} more`);
  });
});

describe("watch", () => {
  it("reports servers that came, went, changed or drain", () => {
    const before = [server(1), server(2, { status: "DRAIN", sessions: 3 }), server(3), server(5)];
    const after = [
      server(1, { status: "DOWN", check: "connection refused", since_sec: 1 }),
      server(2, { status: "DRAIN", sessions: 2 }),
      server(4, { status: "CHECKING" }),
      server(5),
    ];

    expect(
      serverEvents(before, after, TIME).map(({ state, what, detail }) => `${state} ${what}: ${detail}`),
    ).toEqual([
      "removed shop.example.com 10.0.0.3:80: was UP",
      "DOWN shop.example.com 10.0.0.1:80: was UP, connection refused",
      "DRAIN shop.example.com 10.0.0.2:80: 2 sessions left",
      "CHECKING shop.example.com 10.0.0.4:80: added",
    ]);
  });

  it("reports a change once, and again with its result", () => {
    const change = { id: "1", caller: "local:root", operation: "add_domain", domains: ["a.test", "b.test"] };
    const [begun, done] = [
      { ...change, result: "in progress" },
      { ...change, result: "done", reason: "new" },
    ];

    expect(changeEvents([begun], new Set(["1 in progress"]), TIME)).toEqual([]);
    expect(changeEvents([done], new Set(["1 in progress"]), TIME)).toEqual([
      { time: TIME, state: "done", what: "add_domain a.test +1", detail: "by local:root, new" },
    ]);
  });

  it("fits 24 rows with many servers and events", async () => {
    const view = createWatch(formOf(EVENT_COLUMNS));
    const statuses = ["DOWN", "MAINT", "DOWN"];
    let asked = 0;
    const caller: Pick<ToolCaller, "call"> = {
      async call({ name }) {
        if (name === "haproxy_history") return { entries: [] };
        const status = statuses[asked++] ?? "UP";
        return { servers: Array.from({ length: 60 }, (_, at) => server(at + 1, { status })) };
      },
    };
    const take = () => view.take(caller as ToolCaller, new AbortController().signal);
    const first = await take();
    await take();
    const lines = view.frame(await take(), SCREEN, 23);

    expect(view.print(first).split("\n")).toHaveLength(63);
    expect(lines).toHaveLength(23);
    expect(lines).toContain("… 52 more");
    expect(lines.at(-1)).toMatch(/Z {2}✖ DOWN {2}shop\.example\.com 10\.0\.0\.\d+:80 {2}was MAINT$/);
  });
});

describe("a screen that refreshes", () => {
  const run = async (
    samples: readonly (string | Error)[],
    keys: readonly string[] = ["q"],
    { isOnce = false, least = 1 } = {},
  ) => {
    const written: string[] = [];
    const stdin = Object.assign(new EventEmitter(), {
      isTTY: true,
      isRaw: false,
      setRawMode: (isRaw: boolean) => Object.assign(stdin, { isRaw }),
      resume: () => stdin,
      pause: () => stdin,
    });
    const stdout = Object.assign(new EventEmitter(), {
      isTTY: true,
      columns: 40,
      rows: 4,
      write: (text: string) => written.push(text) > 0,
    });
    let at = 0;
    const view: LiveView<string> = {
      least,
      keys: "q quit",
      async take() {
        const sample = samples[at++];
        if (sample === undefined) for (const key of keys) stdin.emit("data", Buffer.from(key));
        if (sample instanceof Error) throw sample;
        return sample ?? "last";
      },
      frame: (sample) => [sample],
      print: (sample) => sample,
    };
    const ended = await runLive(
      view,
      {
        form: formOf(EVENT_COLUMNS),
        intervalSec: 0.001,
        isOnce,
        signal: new AbortController().signal,
        environment: {},
        withVerbs: async (text) => text,
        open: async () => ({ call: async () => ({}), [Symbol.asyncDispose]: async () => {} }),
      },
      { stdin, stdout, stderr: stdout } as never,
    ).catch((error: unknown) => error);
    const isRestored = written.at(-1) === "\u001b[?7h\u001b[?25h\u001b[?1049l" && !stdin.isRaw;
    const left = stdin.listenerCount("data") + stdout.listenerCount("resize") + stdout.listenerCount("error");
    return { ended, isRestored, left, text: written.join("") };
  };
  const unreachable = new ToolCallError("HAPROXY_UNREACHABLE", "HAProxy does not respond");

  it.each([
    ["q", ["q"], 0],
    ["Ctrl-C", ["\u0003"], 0],
  ])("%s ends it, and restores the terminal", async (_key, keys, code) => {
    const { text, ...rest } = await run(["one"], keys);

    expect(rest).toEqual({ ended: code, isRestored: true, left: 0 });
    expect(text.startsWith("\u001b[?1049h\u001b[?25l\u001b[?7l")).toBe(true);
    expect(text).toContain("\u001b[Kone\r\n\u001b[K\r\n\u001b[K\r\n\u001b[Kq quit");
  });

  it("keeps asking an HAProxy that does not respond, and says so", async () => {
    const { ended, text } = await run(["one", unreachable, "two"]);

    expect(ended).toBe(0);
    expect(text).toMatch(/HAProxy does not respond[\s\S]*two[\s\S]*q quit/);
  });

  it("fails where it is to be shown once, and HAProxy stops responding in between", async () => {
    const { ended } = await run(["one", unreachable], [], { isOnce: true, least: 2 });

    expect(ended).toBe(unreachable);
  });

  it("stops asking a server that never responds", async () => {
    const server = createServer(() => stopped.abort()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const stopped = new AbortController();
    const { port } = server.address() as AddressInfo;

    const opened = createRemoteCaller(
      { url: `http://127.0.0.1:${port}/mcp`, token: undefined },
      undefined,
      stopped.signal,
    );

    await expect(opened).rejects.toMatchObject({ code: "CANCELLED" });
    server.close();
  });

  it.each([
    ["at the begin", [unreachable], unreachable],
    ["that does not pass", ["one", new Error("bug")], new Error("bug")],
  ])("ends with an error %s", async (_when, samples, error) => {
    const { ended, isRestored, text } = await run(samples);

    expect(ended).toEqual(error);
    expect(isRestored || text === "").toBe(true);
  });
});

describe("log", () => {
  it("shows times of today without the date in a terminal", () => {
    const [time] = withShortTimes(LOG_COLUMNS, () => new Date("2026-11-26T01:00:00Z"));
    const shown = ["1795651254.123", "1795564854.123"].map((at) =>
      time?.cell(parseLogLine(`{"time":${at}}`)),
    );

    expect(shown).toEqual(["00:00:54Z", "2026-11-25T00:00:54Z"]);
  });

  const of = { names: ["www.example.com", "*.shop.example.com"], pool: "pool_1" };

  it.each([
    ['{"domain":"www.example.com","pool":"old","status":200}', true],
    ['{"domain":"a.shop.example.com","pool":"pool_1","status":503}', true],
    ['{"domain":"b.shop.example.com","pool":"pool_2","status":503}', false],
    ['{"domain":"example.com","pool":"pool_1","status":200}', false],
    ["another format", false],
  ])("shows %s of a domain: %j", (text, expected) => {
    expect(isWanted(parseLogLine(text), { of, classes: [] })).toBe(expected);
  });

  it.each([
    ["another format", [], true],
    ['{"status":503}', ["5"], true],
    ['{"status":404}', ["5"], false],
    ["null", ["4"], false],
  ])("shows %s of classes %j: %j", (text, classes, expected) => {
    expect(isWanted(parseLogLine(text), { classes })).toBe(expected);
  });
});
