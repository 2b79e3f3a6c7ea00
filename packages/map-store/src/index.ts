// The whole public surface. What is not named here is free to change.
export {
  changedPools,
  type DesiredState,
  emptyState,
  type Pool,
  poolOf,
  type RefuseServer,
  type ServerRecord,
  type Servers,
  sameRecord,
} from "./desired-state.js";
export { StoreError, type StoreErrorCode } from "./errors.js";
export { createFileStateStore, type FileStateStoreOptions } from "./file-store/file-state-store.js";
export type { Render } from "./file-store/plan-replacement.js";
export type { DerivedFile } from "./file-store/store-paths.js";
export { mapKey, patternOfMapKey } from "./format/map-key.js";
export type {
  Change,
  DryRun,
  ExclusiveStateStore,
  ExclusiveUpdateOptions,
  Orphan,
  ProblemKind,
  ReadOptions,
  RecordPlace,
  RestingPool,
  StateChange,
  StateEvent,
  StateProblem,
  StateSnapshot,
  StateStore,
  Transition,
  Updated,
  UpdateOptions,
} from "./state-store.js";
