// The whole public surface. What is not named here is free to change.
export { allEnded } from "./all-ended.js";
export { type Clock, systemClock } from "./clock.js";
export type { FileAttributes, FileStamp, FileSystem, FoundFile, OpenFolder } from "./disk/file-system.js";
export { nodeFileSystem } from "./disk/node-file-system.js";
export { withTimeLimit } from "./disk/time-limit.js";
export { FileError, type FileErrorCode, messageOf, throwIfCancelled } from "./errors.js";
export {
  createLineFile,
  type LineFile,
  type LineFileOptions,
  type NewestFirstOptions,
} from "./lines/line-file.js";
export type { LineLimits } from "./lines/line-limits.js";
export type { FoundLine } from "./lines/read-backward.js";
export type { AcquireOptions, HeldLock, Locker } from "./lock/locker.js";
export { createLockfileLocker, type LockfileLockerOptions } from "./lock/lockfile-locker.js";
export { createMutex, type Mutex } from "./lock/mutex.js";
export { type LockOptions, withLock } from "./lock/with-lock.js";
export { listFolder, type ReadFileOptions, readFile, resolveFile } from "./read-file.js";
export { createRecordFolder, type RecordFolder } from "./record-folder.js";
export { removeFile, replaceFile } from "./replace-file.js";
export { createReplacement, type Replacement, type ReplacementStep, sameContent } from "./replacement.js";
export { secretFolder } from "./secret-folder.js";
export { removeLeftovers, removeLeftoversIn } from "./temporary-files.js";
