import type { DesiredState, RecordPlace, StateProblem } from "@haproxy-mcp/map-store";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { assertUncontested } from "../certainty/certain.js";
import { LoadBalancerError } from "../errors.js";
import type { Ground } from "../plans/ground.js";
import type { Plan } from "../plans/plan.js";
import type { ChangeStep } from "../recording.js";

/** Makes durable what a change is about to do. */
export type Intend = (made: Omit<ChangeStep, "step">) => Promise<void>;

/** A change that a caller waits for. */
export interface WaitingChange {
  readonly plan: (ground: Ground) => Plan<unknown>;
  readonly signal: AbortSignal | undefined;
  readonly intend: Intend | undefined;
  /** What `intend` threw: it ends this change, and no other of its group. */
  refusal(): { readonly error: unknown } | undefined;
  end(outcome: Outcome): void;
  /** Ends it before anything was done for it. */
  cancel(): void;
}

export function createWaitingChange<Result>(
  plan: (ground: Ground) => Plan<Result>,
  { signal, intend }: { readonly signal: AbortSignal | undefined; readonly intend: Intend | undefined },
  { resolve, reject }: { resolve(result: Result): void; reject(error: unknown): void },
): WaitingChange {
  let refusal: { readonly error: unknown } | undefined;
  return {
    plan,
    signal,
    intend:
      intend &&
      (async (made) => {
        await intend(made).catch((error: unknown) => {
          refusal = { error };
          throw error;
        });
      }),
    refusal: () => refusal,
    end: (outcome) => (outcome.ok ? resolve(outcome.result as Result) : reject(outcome.error)),
    cancel: () =>
      reject(new LoadBalancerError("CANCELLED", "cancelled before it began", { cause: signal?.reason })),
  };
}

export type Outcome =
  | { readonly ok: true; readonly result: unknown; readonly made: Made }
  | { readonly ok: false; readonly error: unknown };

/** What one change of a group does. */
export interface Made {
  readonly before: DesiredState;
  readonly after: DesiredState;
  /** Whether it deletes records that are not part of the state. */
  readonly discards: boolean;
}

/** Plans one change after another, each on the state that the one before leaves. One that can't be planned changes nothing. */
export function planTogether(
  ground: Ground,
  changes: readonly Pick<WaitingChange, "plan">[],
): {
  readonly state: DesiredState;
  readonly discard: readonly DomainPattern[];
  readonly discardRefused: readonly RecordPlace[];
  readonly outcomes: readonly Outcome[];
} {
  const outcomes: Outcome[] = [];
  let planned = ground;
  const discarded = new Set<DomainPattern>();
  const refused: RecordPlace[] = [];
  for (const { plan } of changes) {
    try {
      const { state, discard = [], discardRefused = [], result } = plan(planned);
      assertUncontested(planned.contested, planned.state, state);
      const discards =
        discardRefused.length > 0 || planned.orphans.some(({ name }) => discard.includes(name));
      const made = { before: planned.state, after: state, discards };
      for (const name of discard) discarded.add(name);
      const orphans = planned.orphans.filter(({ name }) => !discarded.has(name));
      refused.push(...discardRefused);
      const problems = planned.problems.filter((problem) => !isAmong(discardRefused, problem));
      planned = { ...planned, state, orphans, problems };
      outcomes.push({ ok: true, result, made });
    } catch (error) {
      outcomes.push({ ok: false, error });
    }
  }
  return { state: planned.state, discard: [...discarded], discardRefused: refused, outcomes };
}

function isAmong(places: readonly RecordPlace[], { name, slot }: StateProblem): boolean {
  return places.some((place) => place.name === name && place.slot === slot);
}
