import { createHash } from "node:crypto";
import { createRecordFolder } from "../disk.js";
import { isRecord } from "../json.js";
import type { DnsOptions, DnsProvider, TxtRecord } from "./dns-provider.js";

/** Time for cleaning up after the caller cancelled. */
const CLEAN_UP_LIMIT_MS = 30_000;

/**
 * Records that we publish, noted on disk first, so that none is left for good when this process is killed.
 * One folder for each certificate; its user holds that certificate's lock.
 */
export interface PublishedRecords {
  publish(record: TxtRecord, options: DnsOptions): Promise<void>;
  /** Another program publishes it; we remove it if that program does not. */
  note(record: TxtRecord): void;
  /** They were removed by the program that published them. */
  forgetAll(): Promise<void>;
  /** Removes all, also after the caller cancelled. What cannot be removed now is removed by the next call. */
  removeAll(): Promise<void>;
}

export function createPublishedRecords(folder: string, provider: DnsProvider): PublishedRecords {
  const notes = createRecordFolder(folder, readTxtRecord);
  const noted: Promise<void>[] = [];
  return {
    async publish(record, options) {
      await notes.put(noteOf(record), record);
      await provider.add(record, options);
    },
    note: (record) => void noted.push(notes.put(noteOf(record), record).catch(() => {})),
    async forgetAll() {
      await Promise.all(noted);
      for (const name of await notes.names()) await notes.remove(name);
    },
    async removeAll() {
      await Promise.all(noted);
      for (const name of await notes.names()) {
        const record = await notes.get(name);
        if (record !== undefined) {
          await provider.remove(record, { signal: AbortSignal.timeout(CLEAN_UP_LIMIT_MS) });
        }
        await notes.remove(name);
      }
    },
  };
}

function noteOf({ name, value }: TxtRecord): string {
  return createHash("sha256").update(`${name} ${value}`).digest("hex").slice(0, 32);
}

function readTxtRecord(document: unknown): TxtRecord | undefined {
  if (!isRecord(document)) return undefined;
  const { name, value } = document;
  return typeof name === "string" && typeof value === "string" ? { name, value } : undefined;
}
