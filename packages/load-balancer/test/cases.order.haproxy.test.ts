// ST18: a pool is given to another domain while the one that had it moves. Other inputs of the kind: two that change places, three that
// move in a circle, a domain that is removed as its pool is given away, a name below a wildcard, two entries with one key, a request
// in progress on the slot, a pool that stays as it is, `servers.json` of another day.
// ST11: a slot was left by hand with an address and a state of its own. Other inputs of the kind: IPv6, drained, in maintenance, weight 0,
// marked down, a name for an address (`fqdn`), another check port.
import { writeFile } from "node:fs/promises";
import { Agent } from "node:http";
import type { DesiredState } from "@haproxy-mcp/map-store";
import { createRuntimeApiClient, type RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import {
  request,
  startBackend,
  startCountingProxy,
  type TestBackend,
  type TestHaproxy,
  until,
} from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { createHaproxyNode } from "../src/node/haproxy-node.js";
import { loadBalancerOf, startPools } from "./harness.js";
import { server, stateOf } from "./states.js";

const LIMIT_MS = 10_000;
const POOLS = { count: 9, slots: 3 };
const DOMAINS = ["bank.test", "tenant-b.test", "shop.test", "w.test", "x.w.test"] as const;
type Domain = (typeof DOMAINS)[number];

interface Arranged extends AsyncDisposable {
  readonly haproxy: TestHaproxy;
  readonly backends: ReadonlyMap<Domain, TestBackend>;
}

/** A backend for each domain, which answers with the domain's name. */
async function arrange(): Promise<Arranged> {
  const backends = new Map<Domain, TestBackend>();
  for (const name of DOMAINS) backends.set(name, await startBackend({ name }));
  const haproxy = await startPools(POOLS);
  return {
    haproxy,
    backends,
    async [Symbol.asyncDispose]() {
      await haproxy[Symbol.asyncDispose]();
      for (const backend of backends.values()) await backend[Symbol.asyncDispose]();
    },
  };
}

const runtimeOf = ({ runtimeSocket }: Pick<TestHaproxy, "runtimeSocket">) =>
  createRuntimeApiClient({ address: { path: runtimeSocket }, timeoutMs: 5_000 });

/** Domains in pools, each with its own backend in slot 1; `w.test` is the wildcard. */
function placed({ backends }: Arranged, pools: Readonly<Partial<Record<Domain, number>>>) {
  return stateOf(
    Object.fromEntries(
      (Object.entries(pools) as [Domain, number][]).map(([name, pool]) => [
        name === "w.test" ? "*.w.test" : name,
        { pool, servers: { 1: server("127.0.0.1", backends.get(name)?.port ?? 0) } },
      ]),
    ),
  );
}

/** Makes HAProxy match, and expects that it does. */
async function settle({ mapFile }: TestHaproxy, runtime: RuntimeApiClient, desired: DesiredState) {
  const node = await createHaproxyNode({ runtime, mapFile }).reach({});
  expect((await node.settle(desired, "all", {})).remaining).toEqual([]);
}

const hostOf = (name: Domain) => (name === "w.test" ? "any.w.test" : name);

/** Who answers for a domain: the name of a backend, or a status. */
async function answerFor({ httpSocket }: TestHaproxy, name: Domain, agent?: Agent): Promise<string> {
  const { status, body } = await request({ socketPath: httpSocket }, { host: hostOf(name), agent });
  return status === 200 ? body : String(status);
}

/** Runs each command by itself, and after each asks for all domains: every state that a request can meet. */
function stepwise(
  haproxy: TestHaproxy,
  seen: Map<Domain, Set<string>>,
  names: readonly Domain[],
): RuntimeApiClient {
  const runtime = runtimeOf(haproxy);
  return {
    ...runtime,
    async batch(commands, options) {
      const results = [];
      for (const command of commands) {
        results.push(...(await runtime.batch([command], options)));
        if (command.kind === "read") continue;
        for (const name of names) {
          const answers = seen.get(name) ?? new Set();
          seen.set(name, answers.add(await answerFor(haproxy, name)));
        }
      }
      return results as never;
    },
  };
}

type Place = Readonly<Partial<Record<Domain, number>>>;

/** What each domain is answered by, from one placement to another and back. */
async function answersWhile(arranged: Arranged, from: Place, to: Place) {
  const { haproxy } = arranged;
  const seen = new Map<Domain, Set<string>>();
  const stepping = stepwise(haproxy, seen, Object.keys({ ...from, ...to }) as Domain[]);
  await settle(haproxy, runtimeOf(haproxy), placed(arranged, from));
  await settle(haproxy, stepping, placed(arranged, to));
  await settle(haproxy, stepping, placed(arranged, from));
  return Object.fromEntries([...seen].map(([name, answers]) => [name, [...answers].sort()]));
}

const MOVES: readonly (readonly [string, Place, Place])[] = [
  ["that another takes", { "bank.test": 4 }, { "bank.test": 9, "tenant-b.test": 4 }],
  [
    "that changes places with another",
    { "bank.test": 4, "shop.test": 9 },
    { "bank.test": 9, "shop.test": 4 },
  ],
  [
    "in a circle of three",
    { "bank.test": 1, "tenant-b.test": 2, "shop.test": 3 },
    { "bank.test": 2, "tenant-b.test": 3, "shop.test": 1 },
  ],
  ["that is removed as its pool is given away", { "bank.test": 4 }, { "tenant-b.test": 4 }],
  [
    "below a wildcard that stays",
    { "w.test": 1, "x.w.test": 2, "bank.test": 3 },
    { "w.test": 1, "x.w.test": 3, "bank.test": 2 },
  ],
];

describe("ST18: a domain", () => {
  it.each(MOVES)("%s is never served by another's server", { timeout: 60_000 }, async (_what, from, to) => {
    await using arranged = await arrange();

    const answers = await answersWhile(arranged, from, to);

    for (const [name, seen] of Object.entries(answers))
      expect(
        seen.filter((answer) => !["404", "503", name].includes(answer)),
        name,
      ).toEqual([]);
  });

  it("is served without a gap where the pool that it leaves, or goes to, stays as it is", async () => {
    await using arranged = await arrange();
    const { haproxy, backends } = arranged;
    const port = backends.get("bank.test")?.port ?? 0;
    const own = { 1: server("127.0.0.1", port) };
    const alone = stateOf({ "www.bank.test": { pool: 4, servers: own }, "bank.test": { pool: 4 } });
    const apart = stateOf({
      "www.bank.test": { pool: 4, servers: own },
      "bank.test": { pool: 9, servers: own },
    });
    await settle(haproxy, runtimeOf(haproxy), alone);
    const seen = new Map<Domain, Set<string>>();
    const stepping = stepwise(haproxy, seen, ["bank.test"]);

    await settle(haproxy, stepping, apart);
    await settle(haproxy, stepping, alone);

    expect([...(seen.get("bank.test") ?? [])]).toEqual(["bank.test"]);
  });

  it("with two entries is never served by another's server", async () => {
    await using arranged = await arrange();
    const { haproxy } = arranged;
    await settle(haproxy, runtimeOf(haproxy), placed(arranged, { "bank.test": 4 }));
    await haproxy.runtime(`add map ${haproxy.mapFile} bank.test pool_4`);
    const seen = new Map<Domain, Set<string>>();
    const stepping = stepwise(haproxy, seen, ["bank.test"]);

    await settle(haproxy, stepping, placed(arranged, { "bank.test": 9, "tenant-b.test": 4 }));

    expect([...(seen.get("bank.test") ?? [])].sort()).toEqual(["503", "bank.test"]);
  });

  it("with a request in progress leaves no connection to its server in a slot that another takes", {
    timeout: 30_000,
  }, async () => {
    await using arranged = await arrange();
    const { haproxy, backends } = arranged;
    const bank = backends.get("bank.test");
    await settle(haproxy, runtimeOf(haproxy), placed(arranged, { "bank.test": 4 }));
    using agents = clients(4);
    const askAll = (name: Domain) => Promise.all(agents.kept.map((agent) => answerFor(haproxy, name, agent)));
    for (let i = 0; i < 3; i++) await askAll("bank.test"); // HAProxy keeps a connection only after its second use
    const before = bank?.requests() ?? 0;
    const [agent] = agents.kept;
    const held = request({ socketPath: haproxy.httpSocket }, { host: "bank.test", path: "/held", agent });
    const ended = held.then(({ status }) => status, String);
    await until("the request came", LIMIT_MS, () => (bank?.requests() ?? 0) > before);

    await settle(haproxy, runtimeOf(haproxy), placed(arranged, { "bank.test": 9, "tenant-b.test": 4 }));
    bank?.release();
    await ended;
    const answers = new Set<string>();
    for (let i = 0; i < 10; i++) for (const answer of await askAll("tenant-b.test")) answers.add(answer);

    expect([...answers]).toEqual(["tenant-b.test"]);
  });

  it("is added by one exchange that changes HAProxy", async () => {
    await using arranged = await arrange();
    const { haproxy } = arranged;
    await using proxy = await startCountingProxy({
      target: { path: haproxy.runtimeSocket },
      listenPath: `${haproxy.dir}/counting.sock`,
    });

    await loadBalancerOf(haproxy, proxy.path, POOLS).addDomain({
      domain: "bank.test",
      server: { ip: "127.0.0.1", port: arranged.backends.get("bank.test")?.port ?? 0 },
    });

    expect(proxy.sent().filter((sent) => /\bset server |\badd map /.test(sent))).toHaveLength(1);
    expect(await answerFor(haproxy, "bank.test")).toBe("bank.test");
  });

  it("is never served by another's server under load, while old copies of the map are put back", {
    timeout: 60_000,
  }, async () => {
    await using arranged = await arrange();
    const { haproxy, backends } = arranged;
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, POOLS);
    const names = ["bank.test", "tenant-b.test"] as const;
    const record = (name: Domain) => ({ 1: { ip: "127.0.0.1", http_port: backends.get(name)?.port } });
    await writeFile(
      haproxy.serversFile,
      JSON.stringify(Object.fromEntries(names.map((name) => [name, record(name)]))),
    );
    const copies = ["bank.test pool_4\ntenant-b.test pool_9\n", "bank.test pool_9\ntenant-b.test pool_4\n"];
    await writeFile(haproxy.mapFile, copies[0] ?? "");
    await loadBalancer.restore();
    await using load = startLoad(haproxy, names);

    for (let round = 1; round <= 20; round++) {
      const count = load.answered();
      await until("requests came", LIMIT_MS, () => load.answered() > count + 20);
      await writeFile(haproxy.mapFile, copies[round % 2] ?? "");
      expect((await loadBalancer.restore()).remaining).toEqual([]);
    }
    await load[Symbol.asyncDispose]();

    expect(load.wrong).toEqual([]);
    expect(load.answered()).toBeGreaterThan(400);
  });
});

/** Each keeps its connection, also for another host. */
function clients(count: number): Disposable & { readonly kept: readonly Agent[] } {
  const kept = Array.from({ length: count }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  return {
    kept,
    [Symbol.dispose]() {
      for (const agent of kept) agent.destroy();
    },
  };
}

interface Load extends AsyncDisposable {
  answered(): number;
  readonly wrong: readonly string[];
}

/** Clients that keep their connection, and clients that open one for each request, until it is disposed of. */
function startLoad(haproxy: TestHaproxy, names: readonly Domain[]): Load {
  const agents = clients(names.length);
  const wrong: string[] = [];
  let [answered, isOver] = [0, false];
  const run = async (name: Domain, kept: Agent | undefined) => {
    while (!isOver) {
      const answer = await answerFor(haproxy, name, kept).catch(() => "closed");
      answered++;
      if (!["404", "503", "closed", name].includes(answer)) wrong.push(`${name} was answered by ${answer}`);
    }
  };
  const running = Promise.all(
    names.flatMap((name, i) => [run(name, agents.kept[i]), run(name, undefined), run(name, undefined)]),
  );
  return {
    answered: () => answered,
    wrong,
    async [Symbol.asyncDispose]() {
      isOver = true;
      await running;
      agents[Symbol.dispose]();
    },
  };
}

describe("ST11: a domain is served at once from a slot that was left by hand", () => {
  const slot = "set server pool_1/pool_1_1";
  it.each([
    ["ready at a dead address", [`${slot} addr 127.0.0.1 port 1`, `${slot} state ready`], "DOWN"],
    ["ready at a dead IPv6 address", [`${slot} addr ::1 port 1`, `${slot} state ready`], "DOWN"],
    ["drained at a dead address", [`${slot} addr 127.0.0.1 port 1`, `${slot} state drain`], "DRAIN"],
    [
      "ready and then in maintenance",
      [`${slot} addr 127.0.0.1 port 1`, `${slot} state ready`, `${slot} state maint`],
      "MAINT",
    ],
    [
      "ready with weight 0",
      [`${slot} addr 127.0.0.1 port 1`, `${slot} weight 0`, `${slot} state ready`],
      "DOWN",
    ],
    ["marked down", [`${slot} state ready`, `${slot} health down`], "DOWN"],
  ])("%s", async (_what, commands, status) => {
    await using backend = await startBackend({ name: "bank.test" });
    await using haproxy = await startPools({ ...POOLS, check: "check inter 100ms" });
    for (const command of commands) await haproxy.runtime(command);
    await until(`pool_1_1 is ${status}`, LIMIT_MS, async () =>
      (await haproxy.runtime("show stat pool_1 4 -1")).includes(`,${status}`),
    );
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, POOLS);

    const { pool } = await loadBalancer.addDomain({
      domain: "bank.test",
      server: { ip: backend.ip, port: backend.port },
    });
    const answers = new Set<string>();
    for (let i = 0; i < 20; i++) answers.add(await answerFor(haproxy, "bank.test"));

    expect([pool, ...answers]).toEqual(["pool_1", "bank.test"]);
  });
});
