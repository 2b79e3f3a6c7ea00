import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { addedDomainOf, bodyOf } from "./backends.mjs";
import { ask } from "./load/ask.mjs";
import { startLoad } from "./load/start-load.mjs";
import { now } from "./load/visitors.mjs";
import { memoryMib } from "./memory.mjs";

/** Between two tries to reach a new domain; where several are tried, between two tries of any. */
const TRY_EVERY_MS = 2;
/** A change that no visitor sees by then is lost. */
const LIMIT_MS = 20_000;
/** Requests sent so long after the change began count as those meanwhile. */
const WINDOW_MS = 1000;
const WARM_UP_MS = 2000;
const QUIET_MS = 3000;
const MEMORY_EVERY_MS = 500;
/** Requests sent later than that after they were due are reported. */
const LATE_MS = 100;
/** Domains that are added at once, after those that are added one by one. */
const AT_ONCE = 10;

/**
 * @typedef {object} Plan
 * @property {number} domains
 * @property {number} rounds
 * @property {number} perSecond requests
 *
 * @typedef {object} Result
 * @property {string} name of the proxy
 * @property {number} domains
 * @property {readonly number[]} firstRightMs for each round; Infinity: never
 * @property {number} allAtOnceMs until the last of several domains is served that were added at the same time; Infinity: one never was
 * @property {number} lostAtOnce those of them that were not served in time
 * @property {number} atOnce how many these are
 * @property {readonly string[]} failuresAtOnce of requests of other domains meanwhile, and in the second after
 * @property {number} requests of other domains until then
 * @property {readonly string[]} failures of those
 * @property {number} sentLate share of all requests, 0 to 1: the process that sends them had no processor
 * @property {number} repeated of those: the proxy closed their connection, and they were sent again
 * @property {number} quietP99Ms without a change
 * @property {number} p99Ms of those sent in the second after each change began
 * @property {number} memoryMib before the first change
 * @property {number} highestMib
 */

/**
 * @param {import("./contenders/contender.mjs").Contender} contender
 * @param {import("./backends.mjs").Backends} backends
 * @param {Plan} plan
 * @returns {Promise<Result>}
 */
export async function measure(contender, { oldPort, newPort }, { domains, rounds, perSecond }) {
  const folder = mkdtempSync(join(tmpdir(), "compare-"));
  try {
    const proxy = await contender.start({ folder, domains, oldPort, added: rounds + AT_ONCE });
    const load = startLoad({ port: proxy.port, domains, perSecond });
    try {
      await wait(WARM_UP_MS);
      const quietFrom = now();
      await wait(QUIET_MS);
      const before = memoryMib(proxy.pid);
      let highest = before;
      const sampling = setInterval(() => {
        highest = Math.max(highest, memoryMib(proxy.pid));
      }, MEMORY_EVERY_MS);
      const began = [];
      const firstRightMs = [];
      for (let round = 0; round < rounds; round++) {
        began.push(now());
        firstRightMs.push(await addAndWait(proxy, addedDomainOf(round), newPort, TRY_EVERY_MS));
        await wait(WINDOW_MS);
      }
      const burstFrom = now();
      const servedMs = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, i) =>
          addAndWait(proxy, addedDomainOf(rounds + i), newPort, TRY_EVERY_MS * AT_ONCE),
        ),
      );
      clearInterval(sampling);
      await wait(WINDOW_MS);
      const all = (await load.finish()).filter(({ sentMs }) => sentMs >= quietFrom);
      const visits = all.filter(({ sentMs }) => sentMs < burstFrom);
      const since = (/** @type {number} */ from, /** @type {number} */ to) =>
        visits.filter(({ sentMs }) => sentMs >= from && sentMs < to).map(({ tookMs }) => tookMs);
      return {
        name: contender.name,
        domains,
        firstRightMs,
        allAtOnceMs: Math.max(...servedMs),
        lostAtOnce: servedMs.filter((one) => one === Number.POSITIVE_INFINITY).length,
        atOnce: AT_ONCE,
        requests: visits.length,
        failures: failuresOf(visits),
        sentLate: all.filter(({ lateMs }) => lateMs > LATE_MS).length / all.length,
        failuresAtOnce: failuresOf(all.filter(({ sentMs }) => sentMs >= burstFrom)),
        repeated: visits.filter(({ isRepeated }) => isRepeated).length,
        quietP99Ms: percentile(since(quietFrom, quietFrom + QUIET_MS), 0.99),
        p99Ms: percentile(
          began.flatMap((from) => since(from, from + WINDOW_MS)),
          0.99,
        ),
        memoryMib: before,
        highestMib: highest,
      };
    } finally {
      await load.stop();
      await proxy.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {readonly import("./load/visitors.mjs").Visit[]} visits */
function failuresOf(visits) {
  return visits.flatMap(({ failure }) => failure ?? []);
}

/**
 * Milliseconds from the start of the change to the end of the first right response; Infinity if there is none in time. What
 * the change reports is not asked: visitors don't see it. An error is printed.
 *
 * @param {import("./contenders/contender.mjs").Running} proxy
 * @param {string} domain
 * @param {number} serverPort
 * @param {number} everyMs between two tries
 */
async function addAndWait(proxy, domain, serverPort, everyMs) {
  const began = now();
  const added = proxy.add(domain, serverPort).catch((error) => {
    process.stderr.write(`${domain}: ${error.message} ${error.cause?.message ?? ""}\n`);
  });
  const firstRightMs = await untilRight(proxy.port, domain, began, everyMs);
  await added;
  return firstRightMs;
}

/**
 * @param {number} port
 * @param {string} domain
 * @param {number} began
 * @param {number} everyMs
 */
async function untilRight(port, domain, began, everyMs) {
  while (now() - began < LIMIT_MS) {
    const body = await ask(port, domain).catch(() => "");
    if (body === bodyOf(domain, "new")) return now() - began;
    await wait(everyMs);
  }
  return Number.POSITIVE_INFINITY;
}

/**
 * @param {readonly number[]} values
 * @param {number} share 0 to 1
 */
export function percentile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
