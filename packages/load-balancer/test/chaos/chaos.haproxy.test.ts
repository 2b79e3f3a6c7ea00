import { atFullSize, freePort } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { startLoad } from "../load.js";
import { startBackends } from "./backends.js";
import { mountDisk } from "./disk.js";
import { drawFaults } from "./faults.js";
import { hostOf, NAMES, nameOfHost } from "./paper.js";
import { createRandom } from "./random.js";
import { createWorld, startHaproxyOn, type World } from "./world.js";

// `CHAOS_SEED=… CHAOS_FAULTS=…` make a run again, or a longer one
const SEED = Number(process.env["CHAOS_SEED"] ?? 101);
const FAULTS = Number(process.env["CHAOS_FAULTS"] ?? atFullSize(60, 12));
const LIMIT_MS = 60_000 + FAULTS * 20_000;

interface Recovery {
  readonly fault: string;
  readonly ms: number;
}

it(`loses nothing, serves nothing wrong, reports no false success, through ${FAULTS} faults (CHAOS_SEED=${SEED})`, {
  timeout: LIMIT_MS,
}, async () => {
  const random = createRandom(SEED);
  const recoveries: Recovery[] = [];
  const port = await freePort();
  await using disk = await mountDisk();
  await using haproxy = await startHaproxyOn(disk, port);
  await using backends = await startBackends();
  await using world = createWorld({ disk, haproxy, port, backends: backends.byName });
  await using _load = startLoad(world.port, NAMES.map(hostOf), (host, { status, body }) => {
    const name = nameOfHost(host);
    if (status !== 200 || world.permits.allows(name, body)) return;
    world.violations.push(`wrong: a visitor of ${name} met the server of ${body}`);
  });
  world.startServer();
  await addAll(world);

  const faults = drawFaults(random, world);
  for (let number = 1; number <= FAULTS; number++) {
    const { value: fault } = faults.next();
    const what = `fault ${number}, ${fault.name}`;
    const began = performance.now();
    try {
      const { endedMs, outcomes } = await fault.make(world, random);
      await world.recover();
      recoveries.push({ fault: fault.name, ms: Math.round(performance.now() - endedMs) });
      trace(
        `${what}: ${recoveries.at(-1)?.ms} of ${Math.round(performance.now() - began)} ms, ${JSON.stringify(Object.fromEntries(outcomes))}`,
      );
    } catch (error) {
      const log = world.servers.flatMap((server) => server.log());
      const lines = [`${what}: ${(error as Error).message}`, ...world.violations, ...log];
      throw new Error(lines.join("\n"), { cause: error });
    }
    expect(world.violations, what).toEqual([]);
  }
  process.stdout.write(`${describe(recoveries)}\n`);
});

/** Everything is there at the beginning. */
async function addAll({ servers: [server], backends, paper, recover }: World): Promise<void> {
  for (const [domain, [main]] of backends) {
    const input = { domain, server: { ip: "127.0.0.1", port: main?.port ?? 0 } };
    paper.note(domain, ["addDomain", input], (await server?.call("addDomain", input)) ?? { code: "KILLED" });
  }
  await recover();
}

function trace(line: string): void {
  if (process.env["CHAOS_TRACE"] !== undefined) process.stdout.write(`${line}\n`);
}

/** How long it took until everything was served again, by fault. */
function describe(recoveries: readonly Recovery[]): string {
  const lines = [...new Set(recoveries.map(({ fault }) => fault))].map((fault) => {
    const its = recoveries.filter((recovery) => recovery.fault === fault);
    const times = its.map(({ ms }) => ms).sort((one, other) => one - other);
    return `  ${fault}: ${times.length}, median ${times[times.length >> 1]} ms, longest ${times.at(-1)} ms`;
  });
  return [`recovery after ${recoveries.length} faults (seed ${SEED}):`, ...lines.sort()].join("\n");
}
