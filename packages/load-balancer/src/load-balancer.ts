import { createChangeQueue } from "./changes/change-queue.js";
import { createSettled } from "./changes/settled.js";
import type { Context } from "./context.js";
import { countDomainHealth } from "./monitoring/count-domain-health.js";
import { domainTraffic } from "./monitoring/domain-traffic.js";
import { listBackends } from "./monitoring/list-backends.js";
import { listConnections } from "./monitoring/list-connections.js";
import { listFrontends } from "./monitoring/list-frontends.js";
import { domainHealth, listServerHealth } from "./monitoring/server-health.js";
import { statistics } from "./monitoring/statistics.js";
import { createHaproxyNode, type HaproxyNode } from "./node/haproxy-node.js";
import { addDomain } from "./operations/add-domain.js";
import { addServer } from "./operations/add-server.js";
import { addServers } from "./operations/add-servers.js";
import { findDrift } from "./operations/find-drift.js";
import { listDomains } from "./operations/list-domains.js";
import { listServers } from "./operations/list-servers.js";
import { removeDomain } from "./operations/remove-domain.js";
import { removeServer } from "./operations/remove-server.js";
import { restore } from "./operations/restore.js";
import { saveState } from "./operations/save-state.js";
import { setDomainState, setServerState, setServerWeight } from "./operations/set-server.js";
import { waitDrain } from "./operations/wait-drain.js";
import type { LoadBalancerOptions } from "./options.js";

const operations = {
  addDomain,
  removeDomain,
  listDomains,
  addServer,
  removeServer,
  addServers,
  setServerState,
  setServerWeight,
  setDomainState,
  waitDrain,
  listServers,
  restore,
  findDrift,
  saveState,
  domainHealth,
  listServerHealth,
  countDomainHealth,
  domainTraffic,
  listConnections,
  listBackends,
  listFrontends,
  statistics,
};
type Operations = typeof operations;

/** An operation that has its context. */
type Bound<Operation> = Operation extends (context: Context, ...given: infer Given) => infer Result
  ? (...given: Given) => Result
  : never;

/**
 * The operations on one HAProxy, each as its own file documents it. A change either ends with files and HAProxy both
 * changed and read back, or throws with both as they were; only after `OUTCOME_UNKNOWN` is neither certain.
 *
 * Each throws ValidationError, LoadBalancerError or StoreError, whose codes say which case it was.
 */
export type LoadBalancer = { readonly [Name in keyof Operations]: Bound<Operations[Name]> } & {
  /** Of the files that HAProxy was made to match last; `undefined` while that is not known. */
  settledRevision(): string | undefined;
} & Pick<HaproxyNode, "worker"> &
  Pick<LoadBalancerOptions["store"], "watch" | "read">;

export function createLoadBalancer(options: LoadBalancerOptions): LoadBalancer {
  const { store, pools } = options;
  const node = createHaproxyNode(options);
  const settled = createSettled();
  const changes = createChangeQueue({ store, pools, node, settled });
  const context: Context = { store, pools, node, changes, settled };
  const bound = Object.entries(operations).map(([name, operation]) => [
    name,
    (operation as (context: Context, ...given: unknown[]) => unknown).bind(undefined, context),
  ]);
  const read: LoadBalancer["read"] = (given) => store.read(given);
  const watch: LoadBalancer["watch"] = (signal) => store.watch(signal);
  return {
    ...Object.fromEntries(bound),
    settledRevision: settled.revision,
    worker: node.worker,
    watch,
    read,
  };
}
