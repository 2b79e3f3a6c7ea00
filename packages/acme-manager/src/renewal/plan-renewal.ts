import { createHash } from "node:crypto";

const MINUTE_MS = 60_000;
/** Waits after the first, second … failure; the last one repeats. Short at first, because most failures pass. */
const BACKOFF_MINUTES = [1, 2, 2, 5, 10, 10, 10, 20, 20, 20, 20, 30, 30, 30, 60, 120, 180, 360] as const;
/** Without renewal information: renew when this part of the lifetime is left. */
const USUAL_PART = 1 / 3;
/** Whatever the CA says: renew with less than this left. */
const EMERGENCY_PART = 1 / 20;
/** Certificates issued on one day are spread: renewed up to this part of the lifetime earlier. */
const SPREAD_PART = 1 / 30;

/** The facts that decide when to renew a certificate. */
export interface RenewalFacts {
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Distinguishes certificates: the fingerprint. The same one always gets the same time. */
  readonly seed: string;
  /** When the CA wants it renewed (RFC 9773 section 4.2). */
  readonly window?: { readonly start: Date; readonly end: Date } | undefined;
  /** When the driver wants to renew it. */
  readonly driverRenewAt?: Date | undefined;
  /** Failures in a row. */
  readonly failures?: number | undefined;
  readonly lastFailureAt?: Date | undefined;
  /** When the CA allows the next request. */
  readonly retryAt?: Date | undefined;
}

/** When a certificate is to be renewed, and by what that was decided. */
export interface RenewalPlan {
  readonly renewAt: Date;
  /** `window`: the CA's; `driver`: acme.sh's own; `lifetime`: a third is left; `emergency`: hardly any; `backoff`: after a failure. */
  readonly reason: "window" | "driver" | "lifetime" | "emergency" | "backoff";
}

/** When to renew a certificate. Pure: the same facts give the same time, so no state is needed. */
export function planRenewal(facts: RenewalFacts): RenewalPlan {
  const plan = emergencyOr(wishOf(facts), facts);
  const blockedUntil = Math.max(backoffEnd(facts), facts.retryAt?.getTime() ?? 0);
  return blockedUntil > plan.renewAt.getTime()
    ? { renewAt: new Date(blockedUntil), reason: "backoff" }
    : plan;
}

function wishOf({ notBefore, notAfter, window, driverRenewAt, seed }: RenewalFacts): RenewalPlan {
  if (window !== undefined) {
    const [start, end] = [window.start.getTime(), window.end.getTime()];
    return { renewAt: new Date(start + (end - start) * share(`${seed} ${start} ${end}`)), reason: "window" };
  }
  if (driverRenewAt !== undefined) return { renewAt: driverRenewAt, reason: "driver" };
  const lifetime = notAfter.getTime() - notBefore.getTime();
  const part = USUAL_PART + SPREAD_PART * share(seed);
  return { renewAt: new Date(notAfter.getTime() - lifetime * part), reason: "lifetime" };
}

function emergencyOr(plan: RenewalPlan, { notBefore, notAfter }: RenewalFacts): RenewalPlan {
  const lifetime = notAfter.getTime() - notBefore.getTime();
  const emergency = new Date(notAfter.getTime() - lifetime * EMERGENCY_PART);
  return emergency < plan.renewAt ? { renewAt: emergency, reason: "emergency" } : plan;
}

function backoffEnd({ failures = 0, lastFailureAt }: RenewalFacts): number {
  if (failures === 0 || lastFailureAt === undefined) return 0;
  const minutes = BACKOFF_MINUTES[Math.min(failures, BACKOFF_MINUTES.length) - 1] ?? 0;
  return lastFailureAt.getTime() + minutes * MINUTE_MS;
}

/** From 0 to 1, the same for the same text. */
function share(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE() / 2 ** 32;
}
