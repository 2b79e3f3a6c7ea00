import type { AllCertificates } from "../../checks/certificates.js";
import { findEntries } from "../../history/find-entries.js";
import type { Log } from "../../program/log.js";
import { timeLimit } from "../../program/time-limit.js";
import type { Services } from "../../services.js";
import { toCertificateOutput } from "../../tools/certificate-fields.js";
import { toEntryOutput } from "../../tools/history-fields.js";
import { findingsPart } from "./findings-part.js";
import { createJob } from "./job.js";
import type { LiveClock } from "./live-clock.js";
import type { PartName } from "./viewers.js";

const FINDINGS_MS = 5_000;
const CERTIFICATES_MS = 30_000;
/** The longest that one of them may take. */
const LIMIT_MS = 20_000;
const MAX_CHANGES = 100;

export interface BesidePartsOptions extends Pick<Services, "checks" | "history" | "loadBalancer"> {
  readonly serversFile: string;
  readonly clock: LiveClock;
  readonly log: Log;
  readonly send: (name: PartName, text: string) => void;
  /** Aborts when the server stops. */
  readonly signal: AbortSignal;
}

/** The parts that come beside the samples, each in its own time: `findings`, `certificates` and `changes`. */
export interface BesideParts {
  /** Once a second: begins what is due. */
  pulse(): void;
  /** Something was changed: with the next pulse all of them are due. */
  changed(): void;
  whole(name: PartName): string | undefined;
  /** Resolves once none of them is being made. */
  idle(): Promise<void>;
  clear(): void;
}

export function createBesideParts({
  checks,
  history,
  loadBalancer,
  serversFile,
  clock,
  log,
  send,
  signal: stopped,
}: BesidePartsOptions): BesideParts {
  const texts = new Map<PartName, string>();
  let found: AllCertificates | undefined;
  let stamp: string | undefined;

  const publish = (name: PartName, part: unknown) => {
    const text = JSON.stringify(part);
    if (texts.get(name) === text) return;
    texts.set(name, text);
    send(name, text);
  };

  const findings = async (signal: AbortSignal) => {
    const surroundings = await checks.surroundings(signal);
    const differs = (surroundings.drift.drift?.differences.length ?? 0) > 0;
    const snapshot = differs ? await loadBalancer.read({ signal }) : undefined;
    const checkedAt = new Date(clock.now());
    publish(
      "findings",
      findingsPart({ surroundings, certificates: found, snapshot, serversFile, checkedAt }),
    );
  };

  const certificates = async (signal: AbortSignal) => {
    found = await checks.certificates(signal);
    const { records } = found.served;
    if (records !== undefined || !texts.has("certificates"))
      publish("certificates", (records ?? []).map(toCertificateOutput));
  };

  const changes = async () => {
    const now = await history.stamp();
    if (now === stamp) return;
    const { entries } = await findEntries(history, { limit: MAX_CHANGES }, toEntryOutput);
    stamp = now;
    publish("changes", entries);
  };

  const timed = (everyMs: number, make: (signal: AbortSignal) => Promise<void>) => {
    let dueAt = Number.NEGATIVE_INFINITY;
    let hasFailed = false;
    const job = createJob(async () => {
      dueAt = clock.nowMs() + everyMs;
      using limit = timeLimit(stopped, LIMIT_MS);
      try {
        await make(limit.signal);
        hasFailed = false;
      } catch (error) {
        // once, and not each second
        if (!stopped.aborted && !hasFailed) log.warn({ err: error }, "a part of the page could not be made");
        hasFailed = true;
      }
    });
    return {
      idle: job.idle,
      pulse() {
        if (clock.nowMs() >= dueAt) job.start(true);
      },
      makeDue() {
        dueAt = Number.NEGATIVE_INFINITY;
      },
    };
  };
  const all = [timed(CERTIFICATES_MS, certificates), timed(FINDINGS_MS, findings), timed(0, changes)];

  return {
    pulse() {
      for (const one of all) one.pulse();
    },
    changed() {
      for (const one of all) one.makeDue();
    },
    whole: (name) => texts.get(name),
    async idle() {
      await Promise.all(all.map((one) => one.idle()));
    },
    clear() {
      texts.clear();
      found = undefined;
      stamp = undefined;
      for (const one of all) one.makeDue();
    },
  };
}
