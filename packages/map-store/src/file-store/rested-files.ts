import { type Clock, FileError, throwIfCancelled } from "@haproxy-mcp/durable-files";
import { isOurs } from "../journal/took-effect.js";
import type { StoredFiles } from "./stored-files.js";

/** How long an edit by hand has to be unchanged: an editor may write a file in several steps. */
const REST_MS = 2_000;
const LIMIT_MS = 10_000;

export interface RestInput<Reading extends { readonly files: StoredFiles }> {
  readonly first: Reading;
  readonly read: () => Promise<Reading>;
  /** When a file changed last, in milliseconds since 1970. */
  readonly changedMs: () => Promise<number>;
  readonly clock: Clock;
  /** For the message. */
  readonly file: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * The files once no one edits them any more. Those that an update of ours wrote need not rest, nor do those without
 * a journal. Where the clock of the disk is ahead of ours, what counts is how long this has seen no change.
 *
 * @throws FileError `LOCKED` after 10 s, `CANCELLED`
 */
export async function restedFiles<Reading extends { readonly files: StoredFiles }>({
  first,
  read,
  changedMs,
  clock,
  file,
  signal,
}: RestInput<Reading>): Promise<Reading> {
  const beganMs = clock.nowMs();
  let reading = first;
  for (let seenMs = beganMs; ; ) {
    const { recorded } = reading.files.found;
    const { revision } = reading.files;
    if (recorded === undefined || isOurs(recorded, revision)) return reading;
    const ageMs = clock.now().getTime() - (await changedMs());
    const restedMs = Math.max(ageMs, clock.nowMs() - seenMs);
    if (restedMs >= REST_MS) return reading;
    if (clock.nowMs() - beganMs >= LIMIT_MS) {
      throw new FileError(
        "LOCKED",
        `${file} is being changed by another program; nothing was changed: try again once the file has been unchanged for 2 s`,
      );
    }
    await clock.sleep(REST_MS - Math.max(restedMs, 0), signal).catch((error) => {
      throwIfCancelled(signal);
      throw error;
    });
    reading = await read();
    if (reading.files.revision !== revision) seenMs = clock.nowMs();
  }
}
