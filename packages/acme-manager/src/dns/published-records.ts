import { createHash } from "node:crypto";
import type { RecordFolder } from "@haproxy-mcp/durable-files";
import { createRecordFolder } from "../disk.js";
import { isRecord } from "../json.js";
import type { DnsOptions, DnsProvider, TxtRecord } from "./dns-provider.js";

/** Time for cleaning up after a caller who gave up. */
const CLEAN_UP_LIMIT_MS = 30_000;

/**
 * Records that we published, noted on disk before they are, so that none is left for good when this process is killed.
 * One folder for each certificate; whoever uses it holds that certificate's lock.
 */
export class PublishedRecords {
  readonly #notes: RecordFolder<TxtRecord>;
  readonly #provider: DnsProvider;
  readonly #noted: Promise<void>[] = [];

  constructor(folder: string, provider: DnsProvider) {
    this.#notes = createRecordFolder(folder, readTxtRecord);
    this.#provider = provider;
  }

  async publish(record: TxtRecord, options: DnsOptions): Promise<void> {
    await this.#notes.put(noteOf(record), record);
    await this.#provider.add(record, options);
  }

  /** Somebody else publishes it; it is ours to remove if they do not. */
  note(record: TxtRecord): void {
    this.#noted.push(this.#notes.put(noteOf(record), record).catch(() => {}));
  }

  /** They were removed by who published them. */
  async forgetAll(): Promise<void> {
    await Promise.all(this.#noted);
    for (const name of await this.#notes.names()) await this.#notes.remove(name);
  }

  /** Removes all, also after the caller gave up. What cannot be removed now is by the next one. */
  async removeAll(): Promise<void> {
    await Promise.all(this.#noted);
    for (const name of await this.#notes.names()) {
      const record = await this.#notes.get(name);
      if (record !== undefined) {
        await this.#provider.remove(record, { signal: AbortSignal.timeout(CLEAN_UP_LIMIT_MS) });
      }
      await this.#notes.remove(name);
    }
  }
}

function noteOf({ name, value }: TxtRecord): string {
  return createHash("sha256").update(`${name} ${value}`).digest("hex").slice(0, 32);
}

function readTxtRecord(document: unknown): TxtRecord | undefined {
  if (!isRecord(document)) return undefined;
  const { name, value } = document;
  return typeof name === "string" && typeof value === "string" ? { name, value } : undefined;
}
