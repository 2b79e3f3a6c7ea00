import type { DesiredState } from "@haproxy-mcp/map-store";
import { LoadBalancerError } from "../errors.js";
import type { Plan } from "../plans/plan.js";

/** A change that somebody waits for. */
export class WaitingChange<Result = unknown> {
  readonly plan: (state: DesiredState) => Plan<Result>;
  readonly signal: AbortSignal | undefined;
  readonly #settle: PromiseSettler<Result>;

  constructor(
    plan: (state: DesiredState) => Plan<Result>,
    signal: AbortSignal | undefined,
    settle: PromiseSettler<Result>,
  ) {
    this.plan = plan;
    this.signal = signal;
    this.#settle = settle;
  }

  get isGivenUp(): boolean {
    return this.signal?.aborted === true;
  }

  end(outcome: Outcome<Result>): void {
    if (outcome.ok) this.#settle.resolve(outcome.result);
    else this.#settle.reject(outcome.error);
  }

  /** Before anything was done for it. */
  giveUp(): void {
    const cause: unknown = this.signal?.reason;
    this.end({ ok: false, error: new LoadBalancerError("CANCELLED", "given up before it began", { cause }) });
  }
}

interface PromiseSettler<Result> {
  resolve(result: Result): void;
  reject(error: unknown): void;
}

export type Outcome<Result = unknown> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly error: unknown };

/** Plans one change after another, each on the state that the one before leaves. One that cannot be planned changes nothing. */
export function planTogether(
  state: DesiredState,
  changes: readonly Pick<WaitingChange, "plan">[],
): { readonly state: DesiredState; readonly outcomes: readonly Outcome[] } {
  const outcomes: Outcome[] = [];
  let planned = state;
  for (const { plan } of changes) {
    try {
      const one = plan(planned);
      planned = one.state;
      outcomes.push({ ok: true, result: one.result });
    } catch (error) {
      outcomes.push({ ok: false, error });
    }
  }
  return { state: planned, outcomes };
}
