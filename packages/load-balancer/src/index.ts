// The whole public surface. What is not named here is free to change.

export { placeOf } from "./certainty/uncertain.js";
export type { Uncertainty } from "./certainty/uncertainty.js";
export {
  type Outlook,
  type PlannedRoute,
  type PlannedSlot,
  routesAndSlots,
  type ServersLeft,
} from "./changes/describe-outlook.js";
export type { ReconcileReason, Restored } from "./changes/restored.js";
export type { RestoreInput } from "./changes/settle-files.js";
export { type ChangedParts, LoadBalancerError, type LoadBalancerErrorCode } from "./errors.js";
export { MAX_ADDED_SERVERS, type ServerInput, type ServerInSlotInput } from "./inputs.js";
export {
  createLoadBalancer,
  type DryRunResult,
  type LoadBalancer,
  type RecordedChanges,
} from "./load-balancer.js";
export type { ConfiguredServer } from "./monitoring/configured-servers.js";
export type { DomainHealthCounts, UnhealthyPool } from "./monitoring/count-domain-health.js";
export { type DomainStatus, domainStatus, type HealthStatus, isHealthy } from "./monitoring/health-status.js";
export type { BackendView, ListBackendsInput } from "./monitoring/list-backends.js";
export type {
  ConnectionList,
  ListConnectionsInput,
  ServerConnectionsView,
} from "./monitoring/list-connections.js";
export type { FrontendView } from "./monitoring/list-frontends.js";
export type { MaintainedServers } from "./monitoring/maintained-servers.js";
export type { PoolSample, PoolTraffic, Sample, SampleInput, ServerSample } from "./monitoring/sample.js";
export type {
  DomainHealth,
  ListServerHealthInput,
  ServerHealth,
  ServerHealthList,
} from "./monitoring/server-health.js";
export type { ServerSelector } from "./monitoring/server-selector.js";
export type {
  FrontendStatistics,
  PoolStatistics,
  ProcessStatistics,
  Statistics,
  StatisticsInput,
} from "./monitoring/statistics.js";
export type { TrafficCounters, TrafficRates } from "./monitoring/traffic-counters.js";
export { describeDifference, describeRecord } from "./node/describe-difference.js";
export type { Difference, MapDifference, ServerDifference } from "./node/difference.js";
export type { RunningEntry, RunningSlot } from "./node/running-state.js";
export { type AddDomainInput, MAX_ADDED_ALIASES } from "./operations/add-domain.js";
export type { AddServerInput } from "./operations/add-server.js";
export type { AddServersInput } from "./operations/add-servers.js";
export type { Aftermath } from "./operations/aftermath.js";
export type { Changes } from "./operations/changes.js";
export type { Drift, FindDriftOptions } from "./operations/find-drift.js";
export type {
  ImportedState,
  ImportStateInput,
  PlacedServerInput,
  PoolInput,
} from "./operations/import-state.js";
export type { DomainList, DomainView, ListDomainsInput } from "./operations/list-domains.js";
export type { ServerList } from "./operations/list-servers.js";
export type { RemoveDomainInput } from "./operations/remove-domain.js";
export type { RemoveServerInput } from "./operations/remove-server.js";
export type {
  ReplacedServers,
  ReplaceServersInput,
  ReplaceServersOptions,
} from "./operations/replace-servers.js";
export type { SavedState, SaveStateInput } from "./operations/save-state.js";
export type {
  SetDomainStateInput,
  SetServerStateInput,
  SetServerWeightInput,
} from "./operations/set-server.js";
export type { SetServersState, SetServersStateInput } from "./operations/set-servers-state.js";
export type { UndoInput } from "./operations/undo.js";
export type { BusyServer, DrainReport, WaitDrainInput, WaitDrainOptions } from "./operations/wait-drain.js";
export type { HealthReport, WaitHealthyInput, WaitHealthyOptions } from "./operations/wait-healthy.js";
export type { LoadBalancerOptions, OperationOptions } from "./options.js";
export { type OwnEndpoint, refuseOwnEndpoints } from "./own-endpoints.js";
export { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type Page, type PageInput, pageOf } from "./page.js";
export type { AddedDomain } from "./plans/add-domain.js";
export type { AddedServer, ChangedServer } from "./plans/add-server.js";
export type { AddedServers } from "./plans/add-servers.js";
export type { ChangedName } from "./plans/import-state.js";
export type { RemovedDomain } from "./plans/remove-domain.js";
export type { ChangedServers, SetServer } from "./plans/set-servers.js";
export type { Undone } from "./plans/undo.js";
export {
  type ReconcileEvent,
  type ReconcileOptions,
  reconcile,
} from "./reconcile.js";
export type {
  ChangeStep,
  KeptNames,
  NameDifference,
  Recording,
  SlotDifference,
  StateDifference,
} from "./recording.js";
export { renderServerState } from "./server-state-file.js";
export type { ServerView } from "./server-view.js";
export { composeDifferences } from "./state-difference.js";
