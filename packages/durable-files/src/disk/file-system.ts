import type { Dirent } from "node:fs";

/** Attributes that a file keeps when its content is replaced. */
export interface FileAttributes {
  /** Permission bits. */
  readonly mode: number;
  /** Only root can give a file away. Default: the owner of the folder where root writes, else of this process. */
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** A file as it was read: its bytes and its attributes, of the same moment. */
export interface FoundFile {
  readonly content: Buffer;
  readonly attributes: FileAttributes;
}

/** A file's metadata, without reading it. */
export interface FileStamp extends FileAttributes {
  /** Of the inode, its size and its times: changes with every write, within the resolution of the disk's clock. */
  readonly text: string;
  /** In bytes. */
  readonly size: number;
  /** When content or attributes changed last, in milliseconds since 1970. */
  readonly changedMs: number;
}

/**
 * The steps that a store makes on the disk, each a point where a process can be killed or a disk can fail. Injected,
 * so that a test can do either at every one of them. Failures are rejected as by Node's file system.
 */
export interface FileSystem {
  /** The file that a path leads to, symbolic links followed, whether it exists or not. Its folder must exist. */
  resolve(file: string): Promise<string>;
  /**
   * `undefined` when there is no such file. Rejects, without waiting for a writer, what is not a regular file, and with
   * the code `EFBIG` one of more than `maxBytes`.
   */
  read(file: string, maxBytes: number): Promise<FoundFile | undefined>;
  /** `undefined` when there is no such file. Does not read the content. */
  stamp(file: string): Promise<FileStamp | undefined>;
  /** Makes a new file and flushes it to the disk. An incomplete file may be left after a failure. */
  create(file: string, content: Uint8Array, attributes: FileAttributes): Promise<void>;
  /**
   * Appends to a file, in one write if the disk accepts it whole, and returns its new stamp. Rejects
   * when there is no such file, or it is not a regular one. Part of the content may be left when it fails.
   *
   * @param isFlushed whether the content must be on the disk when this ends. Without, it survives a crash of the process but not
   *   the machine
   */
  append(file: string, content: Uint8Array, isFlushed: boolean): Promise<FileStamp>;
  /** A second name for a file. */
  link(file: string, name: string): Promise<void>;
  /** Gives a file another name, atomically: what had that name before is replaced (rename(2)). */
  rename(from: string, to: string): Promise<void>;
  /** Succeeds also when there is no such file. */
  remove(file: string): Promise<void>;
  /** Opens a folder, to make what changes in it durable. */
  openFolder(folder: string): Promise<OpenFolder>;
  /** What is in a folder. */
  list(folder: string): Promise<readonly Dirent[]>;
}

/** Disposing of it closes it. */
export interface OpenFolder extends AsyncDisposable {
  /** Makes renames and removals in the folder durable. */
  sync(): Promise<void>;
}
