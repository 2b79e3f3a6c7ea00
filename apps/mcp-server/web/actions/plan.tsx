import { Failure } from "../parts/says.js";
import { planLines } from "./plan-lines.js";
import type { PlanState } from "./use-plan.js";

/** What a call would do, as its dry run reports it. */
export function Plan({ found, failure, isCurrent }: PlanState) {
  if (failure !== undefined) return <Failure failure={failure} />;
  if (found === undefined) return <p class="plan muted">Working out what will happen…</p>;
  const lines = planLines(found.result["plan"] ?? {});
  if (lines.length === 0) return <p class="plan">Nothing will change: it is so already.</p>;
  return (
    <ul class="plan muted" aria-label="What will happen" aria-busy={!isCurrent}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
