import { createChangeQueue } from "./changes/change-queue.js";
import { type Outlook, outlookOf } from "./changes/describe-outlook.js";
import { createDryChanges } from "./changes/dry-run.js";
import { createRecordedChanges, createSteps } from "./changes/recorded-changes.js";
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
import { importState } from "./operations/import-state.js";
import { listDomains } from "./operations/list-domains.js";
import { listServers } from "./operations/list-servers.js";
import { removeDomain } from "./operations/remove-domain.js";
import { removeServer } from "./operations/remove-server.js";
import { replaceServers } from "./operations/replace-servers.js";
import { restore } from "./operations/restore.js";
import { saveState } from "./operations/save-state.js";
import { setDomainState, setServerState, setServerWeight } from "./operations/set-server.js";
import { setServersState } from "./operations/set-servers-state.js";
import { undo } from "./operations/undo.js";
import { waitDrain } from "./operations/wait-drain.js";
import { waitHealthy } from "./operations/wait-healthy.js";
import type { LoadBalancerOptions, OperationOptions } from "./options.js";
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
  domainTraffic,
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

/** What can be tried in a dry run. */
export type Changes = BoundAll<typeof changes>;

/** What can be recorded. Of `saveState`, what it adopts is. */
export type RecordedChanges = Changes & Pick<BoundAll<typeof operations>, "saveState">;

/** The result that a change would have, and what it would do. */
export interface DryRunResult<Result> {
  readonly result: Result;
  readonly outlook: Outlook;
}

/**
 * The operations on one HAProxy, each as its own file documents it. A change either ends with files and HAProxy both
 * changed and read back, or throws with both as they were; only after `OUTCOME_UNKNOWN` is neither certain.
 *
 * Each throws ValidationError, LoadBalancerError or StoreError, whose codes say which case it was.
 */
export type LoadBalancer = BoundAll<typeof operations> & {
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
} & Pick<HaproxyNode, "worker"> &
  Pick<LoadBalancerOptions["store"], "watch" | "read">;

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
