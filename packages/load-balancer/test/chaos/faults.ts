import { setTimeout as sleep } from "node:timers/promises";
import { until } from "@haproxy-mcp/test-haproxy";
import { readTexts, touched, undone, writeTexts } from "./edits.js";
import { HANDS, type Hand, LOSSES } from "./hand.js";
import { keyOf, NAMES } from "./paper.js";
import type { Random } from "./random.js";
import { startTools, type Tools } from "./tools.js";
import type { World } from "./world.js";

const LIMIT_MS = 30_000;
const MOST_DELAY_MS = 60;
/** So many changes are tried while a fault stands. */
const TRIES = 6;

export interface Fault {
  readonly name: string;
  /** Causes it under traffic and changes, and ends it. */
  make(world: World, random: Random): Promise<Made>;
}

interface Made {
  /** When it was over, by `performance.now()`. */
  readonly endedMs: number;
  /** What came of the changes. */
  readonly outcomes: ReadonlyMap<string, number>;
}

const tried = (tools: Tools): Promise<void> => {
  const enough = tools.answered() + TRIES;
  return until(`${TRIES} changes are answered`, LIMIT_MS, () => tools.answered() >= enough);
};

/** Something happens while changes are made, and is over or is ended. */
const amidChanges = (
  name: string,
  act: (world: World, random: Random, tools: Tools) => Promise<void>,
): Fault => ({
  name,
  async make(world, random) {
    const tools = startTools(world, random.branch());
    try {
      await tried(tools);
      await sleep(random.below(MOST_DELAY_MS)); // any step of a change
      await act(world, random, tools);
      const endedMs = performance.now();
      await tried(tools);
      return { endedMs, outcomes: tools.outcomes };
    } finally {
      await tools.stop();
    }
  },
});

/** An operator edits files, changes are tried, HAProxy may be reloaded or our server killed; then the edit is undone. */
const byHand = (what: string, hand: Hand): Fault => ({
  name: `by hand: ${what}`,
  async make(world, random) {
    const { files, copies, permits, haproxy } = world;
    const before = await readTexts(files);
    const found = { texts: before, old: copies[random.below(copies.length)] ?? before };
    const done = hand(random, found);
    if (done === undefined) return { endedMs: performance.now(), outcomes: new Map() };
    const edited = { ...before, ...done.texts };
    const keys = touched(before, edited);
    const isHeld = (name: string) => done.forgetsPools === true || keys.has(name) || keys.has(keyOf(name));
    const held = new Set(NAMES.filter(isHeld));
    permits.addShared(edited.map ?? "");
    await writeTexts(files, done.texts);
    const tools = startTools(world, random.branch(), held);
    const isReloaded = done.mayReload === true && random.below(3) === 0;
    try {
      if (isReloaded) {
        permits.addLoaded(edited.map ?? "", edited.state ?? "");
        await haproxy.reload();
      } else if (random.below(4) === 0) await restartServer(world);
      if (held.size < NAMES.length) await tried(tools);
      else await world.servers[0]?.call("restore", {});
    } finally {
      await tools.stop();
    }
    const served = NAMES.filter((name) => !held.has(name) || (done.staysServed && !isReloaded));
    for (const one of await world.unserved(served)) world.violations.push(`not kept, ${what}: ${one}`);
    const now = await readTexts(files);
    const after = undone(before, edited, now);
    permits.addShared(after.map ?? "");
    await writeTexts(files, after);
    // where HAProxy runs more than twice as much by now, only the operator can say that the files are right
    if (done.forgetsPools === true) await world.servers[0]?.call("restore", { allowShrink: true });
    return { endedMs: performance.now(), outcomes: tools.outcomes };
  },
});

async function restartServer(world: World): Promise<void> {
  const [server] = world.servers;
  if (server !== undefined) await world.killServer(server);
  world.startServer();
}

const FAULTS: readonly Fault[] = [
  amidChanges("kill our server", restartServer),
  amidChanges("kill HAProxy", ({ haproxy }) => haproxy.restart()),
  amidChanges("stop HAProxy", async ({ haproxy }) => {
    process.kill(haproxy.pid, "SIGTERM");
    await until("HAProxy has stopped", LIMIT_MS, () =>
      haproxy.runtime("show info").then(
        () => false,
        () => true,
      ),
    );
    await haproxy.restart();
  }),
  amidChanges("reload HAProxy", ({ haproxy }) => haproxy.reload()),
  amidChanges("reload and kill HAProxy", async ({ haproxy }, random) => {
    process.kill(haproxy.pid, "SIGUSR2");
    await sleep(random.below(MOST_DELAY_MS));
    await haproxy.restart();
  }),
  amidChanges("two servers on one folder", async (world, random, tools) => {
    world.startServer();
    await tried(tools);
    const server = random.any(world.servers);
    if (server !== undefined) await world.killServer(server);
  }),
];

const DISK_FAULTS: readonly Fault[] = [
  amidChanges("full disk", async ({ disk }, random, tools) => {
    await disk.fill(random.below(4));
    await tried(tools);
    await disk.empty();
  }),
  amidChanges("read-only disk", async ({ disk, haproxy }, random, tools) => {
    await disk.setReadOnly(true);
    if (random.below(2) === 0) await haproxy.reload();
    await tried(tools);
    await disk.setReadOnly(false);
  }),
];

/** Faults without end: each kind again and again, in any order, and three edits by hand in every round. */
export function* drawFaults(random: Random, { disk }: Pick<World, "disk">): Generator<Fault, never> {
  const endless = function* (hands: Readonly<Record<string, Hand>>): Generator<Fault, never> {
    for (;;) for (const [name, hand] of random.shuffled(Object.entries(hands))) yield byHand(name, hand);
  };
  const [edits, losses] = [endless(HANDS), endless(LOSSES)];
  for (;;) {
    const hands = [edits.next(), edits.next(), edits.next(), losses.next()].map(({ value }) => value);
    yield* random.shuffled([...FAULTS, ...(disk.canFail ? DISK_FAULTS : []), ...hands]);
  }
}
