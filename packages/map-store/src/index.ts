// The whole public surface. What is not named here is free to change.
export { type DesiredState, emptyState, type ServerRecord, sameRecord } from "./desired-state.js";
export { StoreError, type StoreErrorCode } from "./errors.js";
export { createFileStateStore, type FileStateStoreOptions } from "./file-state-store.js";
export { mapKey, patternOfMapKey } from "./map-key.js";
export { differingKeys, type Patch, patchMap } from "./patched-map.js";
export type {
  ReadOptions,
  StateChange,
  StateEvent,
  StateProblem,
  StateSnapshot,
  StateStore,
  Transition,
  Updated,
  UpdateOptions,
} from "./state-store.js";
export type { DerivedFile } from "./store-paths.js";
