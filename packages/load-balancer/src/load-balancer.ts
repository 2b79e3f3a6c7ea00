import { createChangeQueue } from "./changes/change-queue.js";
import type { Context } from "./context.js";
import { type BackendView, type ListBackendsInput, listBackends } from "./monitoring/list-backends.js";
import {
  type ConnectionList,
  type ListConnectionsInput,
  listConnections,
} from "./monitoring/list-connections.js";
import { type FrontendView, listFrontends } from "./monitoring/list-frontends.js";
import {
  type DomainHealth,
  domainHealth,
  type ListServerHealthInput,
  listServerHealth,
  type ServerHealthList,
} from "./monitoring/server-health.js";
import { type Statistics, type StatisticsInput, statistics } from "./monitoring/statistics.js";
import { createHaproxyNode } from "./node/haproxy-node.js";
import type { OpenSessions } from "./node/sessions.js";
import type { Worker } from "./node/worker.js";
import { type AddDomainInput, addDomain } from "./operations/add-domain.js";
import { type AddServerInput, addServer } from "./operations/add-server.js";
import { type AddServersInput, addServers } from "./operations/add-servers.js";
import { type Drift, findDrift } from "./operations/find-drift.js";
import { type DomainList, type ListDomainsInput, listDomains } from "./operations/list-domains.js";
import { listServers, type ServerList } from "./operations/list-servers.js";
import { type RemoveDomainInput, removeDomain } from "./operations/remove-domain.js";
import { type RemoveServerInput, removeServer } from "./operations/remove-server.js";
import { type Restored, restore } from "./operations/restore.js";
import { type SavedState, type SaveStateInput, saveState } from "./operations/save-state.js";
import {
  type SetDomainStateInput,
  type SetServerStateInput,
  type SetServerWeightInput,
  setDomainState,
  setServerState,
  setServerWeight,
} from "./operations/set-server.js";
import {
  type DrainReport,
  type WaitDrainInput,
  type WaitDrainOptions,
  waitDrain,
} from "./operations/wait-drain.js";
import type { LoadBalancerOptions, OperationOptions } from "./options.js";
import type { Page } from "./page.js";
import type { AddedDomain } from "./plans/add-domain.js";
import type { ChangedServer } from "./plans/add-server.js";
import type { RemovedDomain } from "./plans/remove-domain.js";
import type { ChangedServers, SetServer } from "./plans/set-servers.js";

/**
 * The operations on one HAProxy. Each either ends with files and HAProxy both changed and HAProxy's word for it,
 * or throws with both as they were; `OUTCOME_UNKNOWN` alone says that neither is certain.
 *
 * Each throws ValidationError, LoadBalancerError or StoreError, whose codes say which case it was.
 */
export interface LoadBalancer {
  addDomain(input: AddDomainInput, options?: OperationOptions): Promise<AddedDomain>;
  removeDomain(input: RemoveDomainInput, options?: WaitDrainOptions): Promise<RemovedDomain & OpenSessions>;
  listDomains(input?: ListDomainsInput, options?: OperationOptions): Promise<DomainList>;
  addServer(input: AddServerInput, options?: OperationOptions): Promise<ChangedServer>;
  removeServer(input: RemoveServerInput, options?: WaitDrainOptions): Promise<ChangedServer & OpenSessions>;
  addServers(input: AddServersInput, options?: OperationOptions): Promise<ChangedServers>;
  setServerState(input: SetServerStateInput, options?: OperationOptions): Promise<SetServer & OpenSessions>;
  setServerWeight(input: SetServerWeightInput, options?: OperationOptions): Promise<SetServer>;
  setDomainState(
    input: SetDomainStateInput,
    options?: OperationOptions,
  ): Promise<ChangedServers & OpenSessions>;
  waitDrain(input: WaitDrainInput, options?: WaitDrainOptions): Promise<DrainReport>;
  listServers(input: { readonly domain: string }, options?: OperationOptions): Promise<ServerList>;
  restore(options?: OperationOptions): Promise<Restored>;
  findDrift(options?: OperationOptions): Promise<Drift>;
  saveState(input?: SaveStateInput, options?: OperationOptions): Promise<SavedState>;
  domainHealth(input: { readonly domain: string }, options?: OperationOptions): Promise<DomainHealth>;
  listServerHealth(input?: ListServerHealthInput, options?: OperationOptions): Promise<ServerHealthList>;
  listConnections(input?: ListConnectionsInput, options?: OperationOptions): Promise<ConnectionList>;
  listBackends(input?: ListBackendsInput, options?: OperationOptions): Promise<Page<BackendView>>;
  listFrontends(options?: OperationOptions): Promise<readonly FrontendView[]>;
  statistics(input?: StatisticsInput, options?: OperationOptions): Promise<Statistics>;
  /** The process of HAProxy that answers now; `undefined` while none does. */
  worker(options?: OperationOptions): Promise<Worker | undefined>;
  /** Whether the outcome of a change is unknown, and nothing was restored since. */
  isUnsettled(): boolean;
}

export function createLoadBalancer(options: LoadBalancerOptions): LoadBalancer {
  const { store, pools } = options;
  const node = createHaproxyNode(options);
  const changes = createChangeQueue({ store, node });
  const context: Context = { store, pools, node, changes };
  return {
    addDomain: (input, given) => addDomain(context, input, given),
    removeDomain: (input, given) => removeDomain(context, input, given),
    listDomains: (input, given) => listDomains(context, input, given),
    addServer: (input, given) => addServer(context, input, given),
    removeServer: (input, given) => removeServer(context, input, given),
    addServers: (input, given) => addServers(context, input, given),
    setServerState: (input, given) => setServerState(context, input, given),
    setServerWeight: (input, given) => setServerWeight(context, input, given),
    setDomainState: (input, given) => setDomainState(context, input, given),
    waitDrain: (input, given) => waitDrain(context, input, given),
    listServers: (input, given) => listServers(context, input, given),
    restore: (given) => restore(context, given),
    findDrift: (given) => findDrift(context, given),
    saveState: (input, given) => saveState(context, input, given),
    domainHealth: (input, given) => domainHealth(context, input, given),
    listServerHealth: (input, given) => listServerHealth(context, input, given),
    listConnections: (input, given) => listConnections(context, input, given),
    listBackends: (input, given) => listBackends(context, input, given),
    listFrontends: (given) => listFrontends(context, given),
    statistics: (input, given) => statistics(context, input, given),
    worker: (given = {}) => node.worker(given),
    isUnsettled: changes.isUnsettled,
  };
}
