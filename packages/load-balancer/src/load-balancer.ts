import { createChangeQueue } from "./changes/change-queue.js";
import { type Outlook, outlookOf } from "./changes/describe-outlook.js";
import { createDryChanges } from "./changes/dry-run.js";
import { createRecordedChanges, createSteps } from "./changes/recorded-changes.js";
import type { Restored } from "./changes/restored.js";
import type { RestoreInput } from "./changes/settle-files.js";
import { createSettled } from "./changes/settled.js";
import type { Context } from "./context.js";
import { countDomainHealth, type DomainHealthCounts } from "./monitoring/count-domain-health.js";
import { type BackendView, type ListBackendsInput, listBackends } from "./monitoring/list-backends.js";
import {
  type ConnectionList,
  type ListConnectionsInput,
  listConnections,
} from "./monitoring/list-connections.js";
import { type FrontendView, listFrontends } from "./monitoring/list-frontends.js";
import { type Sample, type SampleInput, sample } from "./monitoring/sample.js";
import {
  type DomainHealth,
  domainHealth,
  type ListServerHealthInput,
  listServerHealth,
  type ServerHealthList,
} from "./monitoring/server-health.js";
import { type Statistics, type StatisticsInput, statistics } from "./monitoring/statistics.js";
import { createHaproxyNode, type HaproxyNode } from "./node/haproxy-node.js";
import { addDomain } from "./operations/add-domain.js";
import { addServer } from "./operations/add-server.js";
import { addServers } from "./operations/add-servers.js";
import type { Changes } from "./operations/changes.js";
import { type Drift, type FindDriftOptions, findDrift } from "./operations/find-drift.js";
import { importState } from "./operations/import-state.js";
import { type DomainList, type ListDomainsInput, listDomains } from "./operations/list-domains.js";
import { listServers, type ServerList } from "./operations/list-servers.js";
import { removeDomain } from "./operations/remove-domain.js";
import { removeServer } from "./operations/remove-server.js";
import { replaceServers } from "./operations/replace-servers.js";
import { restore } from "./operations/restore.js";
import { type SavedState, type SaveStateInput, saveState } from "./operations/save-state.js";
import { setDomainState, setServerState, setServerWeight } from "./operations/set-server.js";
import { setServersState } from "./operations/set-servers-state.js";
import { undo } from "./operations/undo.js";
import {
  type DrainReport,
  type WaitDrainInput,
  type WaitDrainOptions,
  waitDrain,
} from "./operations/wait-drain.js";
import {
  type HealthReport,
  type WaitHealthyInput,
  type WaitHealthyOptions,
  waitHealthy,
} from "./operations/wait-healthy.js";
import type { LoadBalancerOptions, OperationOptions } from "./options.js";
import type { Page } from "./page.js";
import type { Recording } from "./recording.js";

/** Operations that go through the queue of changes. */
const changes = {
  addDomain,
  removeDomain,
  addServer,
  removeServer,
  addServers,
  setServerState,
  setServerWeight,
  setDomainState,
  replaceServers,
  setServersState,
  importState,
  undo,
};
const operations = {
  ...changes,
  listDomains,
  waitDrain,
  waitHealthy,
  listServers,
  restore,
  findDrift,
  saveState,
  domainHealth,
  listServerHealth,
  countDomainHealth,
  sample,
  listConnections,
  listBackends,
  listFrontends,
  statistics,
};

/** An operation that has its context. */
type Bound<Operation> = Operation extends (context: Context, ...given: infer Given) => infer Result
  ? (...given: Given) => Result
  : never;

type BoundAll<Operations> = { readonly [Name in keyof Operations]: Bound<Operations[Name]> };

/** What can be recorded. Of `saveState`, what it adopts is. */
export type RecordedChanges = Changes & Pick<LoadBalancer, "saveState">;

/** The result that a change would have, and what it would do. */
export interface DryRunResult<Result> {
  readonly result: Result;
  readonly outlook: Outlook;
}

/**
 * The operations on one HAProxy. A change either ends with files and HAProxy both changed and read back, or throws with both as they
 * were; only after `OUTCOME_UNKNOWN` is neither certain.
 *
 * Each throws ValidationError, LoadBalancerError or StoreError, whose codes say which case it was.
 */
export interface LoadBalancer
  extends Changes,
    Pick<HaproxyNode, "worker">,
    Pick<LoadBalancerOptions["store"], "watch" | "read"> {
  /**
   * The domains of the desired state, a page at a time. HAProxy is not asked.
   *
   * @throws LoadBalancerError `INVALID_CURSOR`; StoreError
   */
  listDomains(input?: ListDomainsInput, options?: OperationOptions): Promise<DomainList>;
  /**
   * The servers of a domain as they should be, each with its status in HAProxy now.
   *
   * @throws LoadBalancerError `DOMAIN_NOT_FOUND`, `UNCERTAIN`, `HAPROXY_UNREACHABLE`; StoreError
   */
  listServers(input: { readonly domain: string }, options?: OperationOptions): Promise<ServerList>;
  /**
   * Waits until servers have no session left; does not drain them by itself. When its time is up it ends with what is left.
   *
   * @throws ValidationError; LoadBalancerError `DOMAIN_NOT_FOUND`, `UNCERTAIN`, `SLOT_EMPTY`, `SLOT_OUT_OF_RANGE`, `HAPROXY_UNREACHABLE`; `CANCELLED`
   *   when the caller cancels
   */
  waitDrain(input: WaitDrainInput, options?: WaitDrainOptions): Promise<DrainReport>;
  /**
   * Waits until servers are checked healthy; changes none of them. When its time is up, or no server is to take traffic, it ends with
   * what is found.
   *
   * @throws as {@link waitDrain}
   */
  waitHealthy(input: WaitHealthyInput, options?: WaitHealthyOptions): Promise<HealthReport>;
  /**
   * Makes HAProxy match the files, all of it.
   *
   * @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `MAP_NOT_FOUND`, `MAP_AMBIGUOUS`, `OUTCOME_UNKNOWN`; `STATE_TOO_SMALL` when the files have
   *   lost most of what they held, unless that is allowed; StoreError
   */
  restore(input?: RestoreInput, options?: OperationOptions): Promise<Restored>;
  /**
   * What `restore` would do. Changes nothing; waits for changes in progress, so that none of them is taken for drift.
   *
   * @throws LoadBalancerError `HAPROXY_UNREACHABLE`; StoreError
   */
  findDrift(options?: FindDriftOptions): Promise<Drift>;
  /**
   * Writes `servers.state` from the files as they are, and returns where HAProxy differs; changes nothing in HAProxy.
   *
   * @throws LoadBalancerError `STATE_TOO_SMALL` when the files have lost most of what they held and nothing is adopted, or when
   *   HAProxy has and it is adopted; `HAPROXY_UNREACHABLE` when it is to be adopted; StoreError
   */
  saveState(input?: SaveStateInput, options?: OperationOptions): Promise<SavedState>;
  /**
   * The health of a domain's servers, as HAProxy reports it.
   *
   * @throws ValidationError; LoadBalancerError `DOMAIN_NOT_FOUND`, `UNCERTAIN`, `HAPROXY_UNREACHABLE`; StoreError
   */
  domainHealth(input: { readonly domain: string }, options?: OperationOptions): Promise<DomainHealth>;
  /**
   * The health of every server of the desired state, a page at a time, in the order of pools and slots.
   *
   * @throws as {@link domainHealth}
   */
  listServerHealth(input?: ListServerHealthInput, options?: OperationOptions): Promise<ServerHealthList>;
  /**
   * The health of the desired state's domains, from one reading of HAProxy's statistics.
   *
   * @throws LoadBalancerError `HAPROXY_UNREACHABLE`; StoreError
   */
  countDomainHealth(options?: OperationOptions): Promise<DomainHealthCounts>;
  /**
   * Every pool in use with its servers, their health and their counters, from one exchange with HAProxy; with a second one where servers
   * are in maintenance, unless the sample before knows them.
   *
   * @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `CANCELLED`; StoreError
   */
  sample(input?: SampleInput, options?: OperationOptions): Promise<Sample>;
  /**
   * Sessions, queues and requests of every server of the desired state, a page at a time, in the order of pools and slots. One that
   * HAProxy does not have has none.
   *
   * @throws ValidationError; LoadBalancerError `DOMAIN_NOT_FOUND`, `UNCERTAIN`, `HAPROXY_UNREACHABLE`; StoreError
   */
  listConnections(input?: ListConnectionsInput, options?: OperationOptions): Promise<ConnectionList>;
  /**
   * Pools and other backends, a page at a time, in the order of their names.
   *
   * @throws LoadBalancerError `HAPROXY_UNREACHABLE`; StoreError
   */
  listBackends(input?: ListBackendsInput, options?: OperationOptions): Promise<Page<BackendView>>;
  /**
   * Every frontend, with what it listens on.
   *
   * @throws LoadBalancerError `HAPROXY_UNREACHABLE`
   */
  listFrontends(options?: OperationOptions): Promise<readonly FrontendView[]>;
  /**
   * The traffic through HAProxy. Rates are absent where HAProxy was restarted or reloaded between the samples.
   *
   * @throws ValidationError; LoadBalancerError `DOMAIN_NOT_FOUND`, `UNCERTAIN`, `HAPROXY_UNREACHABLE`, `CANCELLED`; StoreError
   */
  statistics(input?: StatisticsInput, options?: OperationOptions): Promise<Statistics>;
  /**
   * Plans changes, one or several after another, and makes none of them: no file is written, nothing is sent to HAProxy but questions,
   * and no session is waited for. What throws is what the change would throw before it begins.
   */
  dryRun<Result>(
    run: (changes: Changes) => Promise<Result>,
    options?: OperationOptions,
  ): Promise<DryRunResult<Result>>;
  /**
   * The changes of one operation, each of which is written down before it is made. What is not possible, or changes nothing, is not
   * written down. What became of a change is known from how the operation ends: a result, `OUTCOME_UNKNOWN`, or another error, after
   * which it was rolled back.
   */
  recorded(recording: Recording): RecordedChanges;
  /** Of the files that HAProxy was made to match last; `undefined` while that is not known. */
  settledRevision(): string | undefined;
}

/** Makes the operations on the domains and servers of one HAProxy. Nothing is read or sent until one is called. */
export function createLoadBalancer(options: LoadBalancerOptions): LoadBalancer {
  const { store, pools, onRepaired } = options;
  const node = createHaproxyNode(options);
  const settled = createSettled();
  const queue = createChangeQueue({ store, pools, node, settled, onRepaired });
  const context: Context = { store, pools, node, changes: queue, settled };
  const read: LoadBalancer["read"] = (given) => store.read(given);
  const watch: LoadBalancer["watch"] = (signal) => store.watch(signal);
  return {
    ...bind(operations, context),
    async dryRun(run, given = {}) {
      const dry = createDryChanges(context);
      const result = await run(bind(changes, { ...context, changes: dry, isDryRun: true }));
      return { result, outlook: await outlookOf(node, dry.outlook(), given) };
    },
    recorded(recording) {
      const nextStep = createSteps(recording);
      const recordedChanges = createRecordedChanges(queue, nextStep);
      return bind({ ...changes, saveState }, { ...context, changes: recordedChanges, nextStep });
    },
    settledRevision: settled.revision,
    worker: node.worker,
    watch,
    read,
  };
}

function bind<Operations extends object>(given: Operations, context: Context): BoundAll<Operations> {
  const bound = Object.entries(given).map(([name, operation]) => [
    name,
    (operation as (context: Context, ...given: unknown[]) => unknown).bind(undefined, context),
  ]);
  return Object.fromEntries(bound) as BoundAll<Operations>;
}
