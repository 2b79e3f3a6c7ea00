import type { Clock, HeldLock } from "@haproxy-mcp/durable-files";
import { afterEntry } from "../journal/apply-entry.js";
import type { EntryOutcome, Journal } from "../journal/journal.js";
import type { FoundJournal, JournalFile } from "../journal/journal-file.js";
import type { PlannedEntry } from "../journal/plan-entry.js";
import type { StoredFiles } from "./stored-files.js";

export interface JournalUpdateInput {
  /** Where the journal is. */
  readonly file: string;
  readonly journal: JournalFile;
  readonly held: HeldLock;
  readonly clock: Clock;
  readonly planned: PlannedEntry;
  /** Before the update, and after it. */
  readonly before: StoredFiles;
  readonly after: StoredFiles;
}

export interface JournalUpdate {
  /**
   * Makes the intent durable, where files will be replaced. Before the first of them is.
   *
   * @throws FileError `UNWRITABLE`, `LOCKED`
   */
  begin(): Promise<void>;
  /**
   * Writes down that it took effect; without an intent, that is what makes it count.
   *
   * @throws FileError `UNWRITABLE`, `LOCKED`
   */
  commit(): Promise<void>;
  /** Writes down that it did not, and returns the files as they are again. */
  rollBack(): Promise<StoredFiles>;
  /** What a reader finds now, after the files were replaced. */
  files(): StoredFiles;
}

/** The journal's part in one update. Pools rest from the end of it on, not from its intent. */
export function createJournalUpdate({
  file,
  journal,
  held,
  clock,
  planned,
  before,
  after,
}: JournalUpdateInput): JournalUpdate {
  const { entry } = planned;
  const isIntent = entry !== undefined && entry.before !== entry.after;
  let hasBegun = false;
  let now: Pick<StoredFiles, "found" | "journal" | "outcome"> = before;

  function remember(found: FoundJournal, journal: Journal, outcome: EntryOutcome): void {
    now = { found, journal, outcome: { id: outcome.id, tookEffect: outcome.tookEffect } };
  }

  /** A change that a crash cut off after its last file is over, too. */
  async function endLast(): Promise<void> {
    const last = before.found.recorded?.last;
    if (last?.tookEffect !== undefined || last === undefined) return;
    if (before.journal === undefined || before.outcome === undefined) return;
    const end = { ...before.outcome, at: last.entry.at };
    remember(await journal.end(file, before.journal, last.entry, end), before.journal, end);
  }

  return {
    async begin() {
      if (!isIntent) return;
      const found = await journal.begin(file, held, planned.before, entry);
      hasBegun = true;
      remember(found, planned.after, { id: entry.id, tookEffect: true });
    },
    async commit() {
      if (entry === undefined) return endLast();
      const end = { id: entry.id, at: clock.now().getTime(), tookEffect: true };
      const next = afterEntry(planned.before, entry, true, end.at, planned.after.names);
      const found = isIntent
        ? await journal.end(file, next, entry, end)
        : await journal.commit(file, held, next, entry, end);
      remember(found, next, end);
    },
    async rollBack() {
      if (entry === undefined || !hasBegun) return before;
      const end = { id: entry.id, at: clock.now().getTime(), tookEffect: false };
      const next = afterEntry(planned.before, entry, false, end.at);
      remember(await journal.end(file, next, entry, end), next, end);
      return { ...before, ...now };
    },
    files: () => ({ ...after, ...now }),
  };
}
