import {
  closeSync,
  existsSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { messageOf } from "@haproxy-mcp/durable-files";
import { UsageError } from "../../program/usage-error.js";

/** It may have private keys. */
const OWNER_ONLY = 0o600;

export interface OutputFile {
  write(text: string): void;
  /** Without a text, no new file stays. */
  end(): void;
}

/**
 * Opened before anything is read: root may work as the service then, which can't write everywhere.
 *
 * @param path default: standard output
 * @throws UsageError
 */
export function openOutputFile(path: string | undefined): OutputFile {
  if (path === undefined) return { write: (text) => void process.stdout.write(text), end: () => {} };
  try {
    const isNew = !existsSync(path);
    const file = openSync(path, "a", OWNER_ONLY);
    const isRegular = fstatSync(file).isFile();
    if (isRegular) fchmodSync(file, OWNER_ONLY);
    let isWritten = false;
    return {
      write(text) {
        isWritten = true;
        if (isRegular) ftruncateSync(file);
        writeFileSync(file, text);
        if (isRegular) fsyncSync(file);
      },
      end() {
        closeSync(file);
        if (isNew && !isWritten) rmSync(path, { force: true });
      },
    };
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${messageOf(error)}. Nothing was written.`);
  }
}
