import { dirname, join } from "node:path";
import { createLineFile, messageOf, nodeFileSystem } from "@haproxy-mcp/durable-files";
import type { ChangeStep, LoadBalancer, Recording } from "@haproxy-mcp/load-balancer";
import type { Caller } from "../access/caller.js";
import type { Log } from "../program/log.js";
import { boundedTexts } from "../tools/bounded-list.js";
import { boundedArguments } from "./bounded-arguments.js";
import { HistoryError } from "./history-error.js";
import { newEntryId } from "./history-id.js";
import { type BeginLine, type EndLine, type HistoryLine, parseLine, type StepLine } from "./history-line.js";
import { outcomeOf } from "./outcome.js";
import { type FoundEntry, readEntries } from "./read-entries.js";
import { endsOfKilled } from "./settle-outcomes.js";
import { thisWriter } from "./writer.js";

/** 100 MB in all. */
const LIMITS = { maxBytes: 10_000_000, maxFiles: 10 };
const MAX_MESSAGE = 500;
/** Names that an entry without steps is found by. */
const MAX_DOMAINS = 1_000;
/** Ends that could not be written are kept for the next write. */
const MAX_OWED = 1_000;
/** Of those, ends of calls whose beginning could not be written, but perhaps a part of its lines. */
const MAX_UNBEGUN = 100;

export interface RecordedCall {
  readonly caller: Caller;
  /** The name of the tool without its prefix. */
  readonly operation: string;
  readonly input?: Readonly<Record<string, unknown>> | undefined;
  /** Why, as the caller says. */
  readonly reason?: string | undefined;
}

/** What a call did beside the difference of its steps. */
interface Description {
  /** In words. */
  readonly details?: readonly string[] | undefined;
  /** Names that those are about. */
  readonly domains?: readonly string[] | undefined;
}

/** The entry of one call. It exists from its first step, or from its beginning. */
export interface Entry extends Recording {
  readonly id: string;
  /** For a call that changes more than domains and servers. @throws HistoryError `HISTORY_UNWRITABLE` */
  begin(): Promise<void>;
  /** Adds what the call did beside the difference of its steps, in words, and the names that it is about. */
  describe(details: readonly string[], domains?: readonly string[]): void;
  /** The same entry, of a call that undoes another. */
  undoing(id: string): Recording;
}

export interface History {
  /**
   * Records a call: what it is about to do, before it does it; how it ended, before its result is known. A call that ends
   * before it does anything leaves no entry.
   *
   * @throws what the work throws
   */
  record<Result>(call: RecordedCall, work: (entry: Entry) => Promise<Result>): Promise<Result>;
  /** Records what has happened already. Never rejects: what can't be written is logged. */
  note(call: RecordedCall, end: Description & Pick<EndLine, "result">): Promise<void>;
  /** Writes how the entries of killed processes ended, once HAProxy and files agree again. Never rejects. */
  settle(): Promise<void>;
  /** A text that is the same as long as nothing is written, by whichever process; empty before the first entry. */
  stamp(): Promise<string>;
  /** The newest first, with what could not be read. */
  entries(options?: { readonly containing?: string | undefined }): AsyncGenerator<FoundEntry, void>;
}

export interface HistoryParts {
  readonly file: string;
  readonly read: LoadBalancer["read"];
  readonly log: Log;
}

/** Beside the files of the desired state. */
export function historyOf({ mapFile }: { readonly mapFile: string }): string {
  return join(dirname(mapFile), "history.jsonl");
}

export function createHistory({ file, read, log }: HistoryParts): History {
  const lines = createLineFile<HistoryLine>(file, { ...LIMITS, parse: parseLine });
  const writer = thisWriter();
  const owed: HistoryLine[] = [];

  async function append(given: readonly HistoryLine[]): Promise<void> {
    const before = owed.splice(0);
    await lines.append([...before, ...given]).catch((error: unknown) => {
      owed.unshift(...before);
      throw error;
    });
  }

  /** What can't be written now is written with the next entry, or before the history is read. */
  async function writeEnd(given: readonly HistoryLine[]): Promise<void> {
    await append(given).catch((error: unknown) => {
      owed.push(...given);
      owed.splice(0, owed.length - MAX_OWED);
      log.error(`not recorded yet: ${messageOf(error)}`);
    });
  }

  async function* entries(options?: Parameters<History["entries"]>[0]): ReturnType<History["entries"]> {
    // otherwise the last one would stay in progress until the next change
    if (owed.length > 0) await append([]).catch(() => {});
    yield* readEntries(lines.newestFirst(options));
  }

  function beginLine({ caller, operation, input = {}, reason }: RecordedCall): BeginLine {
    const time = new Date().toISOString();
    const args = boundedArguments(input);
    return { kind: "begin", id: newEntryId(time), time, caller, operation, arguments: args, reason, writer };
  }

  return {
    async record(call, work) {
      const startedMs = performance.now();
      const begin = beginLine(call);
      const { id } = begin;
      let isBegun = false;
      let isTried = false;
      let steps: readonly StepLine[] = [];
      const descriptions: Description[] = [];

      async function write(undoes: string | undefined, step?: ChangeStep): Promise<void> {
        const made: StepLine[] = step === undefined ? [] : [{ kind: "step", id, ...step }];
        isTried = true;
        await append([...(isBegun ? [] : [{ ...begin, undoes }]), ...made]).catch((cause: unknown) => {
          throw new HistoryError("HISTORY_UNWRITABLE", messageOf(cause), { cause });
        });
        isBegun = true;
        steps = [...steps.filter((one) => one.step !== step?.step), ...made];
      }

      async function end(result: EndLine["result"], error?: unknown) {
        if (!isTried) return;
        const time = new Date().toISOString();
        const durationMs = Math.round(performance.now() - startedMs);
        const failure = error === undefined ? undefined : describeError(error);
        const described = bounded(descriptions);
        const line: EndLine = { kind: "end", id, time, result, error: failure, ...described, durationMs };
        if (isBegun) await writeEnd([line]);
        else if (owed.length < MAX_UNBEGUN) owed.push(line);
      }

      async function endFailed(error: unknown) {
        if (codeOf(error) === "OUTCOME_UNKNOWN") return end("unknown", error);
        if (error instanceof HistoryError && !isBegun) return end("rolled back", error);
        if (steps.length === 0) return end("failed", error);
        const now = await read().catch(() => undefined);
        const outcome = now === undefined ? "unknown" : outcomeOf({ steps }, now);
        return end(outcome === "done" ? "failed" : outcome, error);
      }

      try {
        const result = await work({
          id,
          begin: () => write(undefined),
          intend: (step) => write(undefined, step),
          describe: (details, domains) => void descriptions.push({ details, domains }),
          undoing: (undone) => ({ intend: (step) => write(undone, step) }),
        });
        await end("done");
        return result;
      } catch (error) {
        await endFailed(error);
        throw error;
      }
    },
    async note(call, { result, ...description }) {
      const begin = beginLine(call);
      const { id, time } = begin;
      await writeEnd([begin, { kind: "end", id, time, result, ...bounded([description]) }]);
    },
    async settle() {
      try {
        const ends = await endsOfKilled(entries(), await read());
        if (ends.length > 0) await writeEnd(ends);
      } catch (error) {
        log.error(`entries of the history without their end are left so: ${messageOf(error)}`);
      }
    },
    async stamp() {
      return (await nodeFileSystem.stamp(file).catch(() => undefined))?.text ?? "";
    },
    entries,
  };
}

function bounded(descriptions: readonly Description[]): Pick<EndLine, "details" | "domains"> {
  const details = descriptions.flatMap((one) => one.details ?? []);
  const domains = descriptions.flatMap((one) => one.domains ?? []);
  return {
    details: details.length === 0 ? undefined : boundedTexts(details),
    domains: domains.length === 0 ? undefined : domains.slice(0, MAX_DOMAINS),
  };
}

/** The message of a bug stays in the log: it may hold paths and secrets. */
function describeError(error: unknown): EndLine["error"] {
  const code = codeOf(error);
  if (code === undefined) return { code: "INTERNAL", message: "the server's log has the details" };
  return { code, message: messageOf(error).slice(0, MAX_MESSAGE) };
}

function codeOf(error: unknown): string | undefined {
  // those of Node.js have a code and no name of their own
  const code = error instanceof Error && error.name !== "Error" && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}
