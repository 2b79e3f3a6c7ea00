import { createHash } from "node:crypto";
import { createRecordFolder } from "../disk.js";
import { isRecord } from "../json.js";
import type { Proof, Publisher } from "./publisher.js";

/** Time for cleaning up after the caller cancelled. */
const CLEAN_UP_LIMIT_MS = 30_000;

/**
 * Records and responses that we publish, noted on disk first, so that none is left for good when this process is killed.
 * One folder for each certificate; its user holds that certificate's lock.
 */
export interface PublishedProofs {
  publish(proof: Proof, options: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Another program publishes it; we remove it if that program does not. */
  note(proof: Proof): void;
  /** They were removed by the program that published them. */
  forgetAll(): Promise<void>;
  /** Removes all, also after the caller cancelled. What cannot be removed now is removed by the next call. */
  removeAll(): Promise<void>;
}

export function createPublishedProofs(folder: string, publisher: Publisher): PublishedProofs {
  const notes = createRecordFolder(folder, readProof);
  const noted: Promise<void>[] = [];
  return {
    async publish(proof, options) {
      await notes.put(noteOf(proof), proof);
      await publisher.add(proof, options);
    },
    note: (proof) => void noted.push(notes.put(noteOf(proof), proof).catch(() => {})),
    async forgetAll() {
      await Promise.all(noted);
      for (const name of await notes.names()) await notes.remove(name);
    },
    async removeAll() {
      await Promise.all(noted);
      for (const name of await notes.names()) {
        const proof = await notes.get(name);
        if (proof !== undefined) {
          await publisher.remove(proof, { signal: AbortSignal.timeout(CLEAN_UP_LIMIT_MS) });
        }
        await notes.remove(name);
      }
    },
  };
}

function noteOf({ name, value }: Proof): string {
  return createHash("sha256").update(`${name} ${value}`).digest("hex").slice(0, 32);
}

function readProof(document: unknown): Proof | undefined {
  if (!isRecord(document)) return undefined;
  const { name, value } = document;
  return typeof name === "string" && typeof value === "string" ? { name, value } : undefined;
}
