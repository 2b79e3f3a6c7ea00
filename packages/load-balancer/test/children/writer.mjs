// Makes random changes on a folder that others write too. Each that was made is appended to a journal while the lock is still
// held, so that the journal has the order in which they were made. Prints the codes of those that were not.
// JOB in the environment: {paths, pools, journal, seed, count, twice}
import { appendFile } from "node:fs/promises";
import { createLoadBalancer, renderServerState } from "@haproxy-mcp/load-balancer";
import { createFileStateStore } from "@haproxy-mcp/map-store";
import { changingTwice } from "@haproxy-mcp/map-store/contract";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { restedClock } from "@haproxy-mcp/test-haproxy";
import { withoutRest } from "./without-rest.mjs";

const { paths, pools, journal, seed, count, twice } = JSON.parse(process.env["JOB"] ?? "{}");
const { mapFile, serversFile, stateFile, runtimeSocket } = paths;
const fileStore = createFileStateStore({
  mapFile,
  serversFile,
  derived: [{ file: stateFile, render: renderServerState }],
  clock: restedClock,
});
const files = withoutRest(twice ? changingTwice(fileStore) : fileStore);
/** @type {[method: string, input: any]} */
let current;
let isNoted = false;
/** @type {import("@haproxy-mcp/map-store").ExclusiveStateStore} */
const store = {
  read: (options) => files.read(options),
  watch: (signal) => files.watch(signal),
  update: (change, options) => {
    let isChange = false;
    /** @type {typeof change} */
    const noted = (snapshot) => {
      const changed = change(snapshot);
      isChange = changed !== undefined && changed.state !== snapshot.state;
      return changed;
    };
    return files.update(noted, {
      ...options,
      async confirm(transition) {
        await options?.confirm?.(transition);
        if (!isChange) return;
        isNoted = true;
        await appendFile(journal, `${JSON.stringify(current)}\n`);
      },
    });
  },
};
const loadBalancer = createLoadBalancer({
  store,
  runtime: createRuntimeApiClient({ address: { path: runtimeSocket } }),
  pools,
  mapFile,
});

let random = seed;
/**
 * Park and Miller's generator: the same changes for the same seed.
 *
 * @param {number} below
 */
function draw(below) {
  random = (random * 48_271) % 2_147_483_647;
  return random % below;
}
const any = (/** @type {any[]} */ choices) => choices[draw(choices.length)];
const name = () => any([`d${draw(12)}.example.test`, `*.w${draw(4)}.example.test`]);
const server = () => ({ ip: any(["127.0.0.1", "::1", "10.0.0.7"]), port: 1 + draw(65_535) });
const slot = () => 1 + draw(pools.slots);
const state = () => any(["ready", "drain", "maint"]);
const changes = [
  () => ["addDomain", { domain: name() }],
  () => ["addDomain", { domain: name(), server: server() }],
  () => ["addDomain", { domain: name(), aliasOf: name() }],
  () => ["removeDomain", { domain: name() }],
  () => ["addServer", { domain: name(), ...server() }],
  () => ["addServers", { domain: name(), servers: [server(), { ...server(), weight: draw(257) }] }],
  () => ["removeServer", { domain: name(), slot: slot() }],
  () => ["setServerState", { domain: name(), slot: slot(), state: state() }],
  () => ["setServerWeight", { domain: name(), slot: slot(), weight: draw(257) }],
  () => ["setDomainState", { domain: name(), state: state() }],
];
/** @type {Map<string, number>} */
const notMade = new Map();
const note = (/** @type {string} */ code) => notMade.set(code, (notMade.get(code) ?? 0) + 1);
for (let number = 0; number < count; number++) {
  current = any(changes)();
  isNoted = false;
  const [method, input] = current;
  await /** @type {any} */ (loadBalancer)
    [method](input)
    .then(() => isNoted || note("NOTHING_TO_DO"))
    .catch((/** @type {{ code: string }} */ { code }) => note(code));
}
process.stdout.write(JSON.stringify(Object.fromEntries(notMade)));
