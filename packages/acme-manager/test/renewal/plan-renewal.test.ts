import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planRenewal, type RenewalFacts } from "../../src/renewal/plan-renewal.js";

const DAY_MS = 86_400_000;
const notBefore = new Date("2026-01-01T00:00:00Z");
const inDays = (days: number) => new Date(notBefore.getTime() + days * DAY_MS);
const facts: RenewalFacts = { notBefore, notAfter: inDays(90), seed: "one" };
const days = ({ renewAt }: { renewAt: Date }) => (renewAt.getTime() - notBefore.getTime()) / DAY_MS;

describe("the time to renew", () => {
  it("is when a third is left, a little earlier for some", () => {
    const plans = Array.from({ length: 100 }, (_, i) => planRenewal({ ...facts, seed: String(i) }));
    expect(plans.every(({ reason }) => reason === "lifetime")).toBe(true);
    expect(Math.min(...plans.map(days))).toBeGreaterThanOrEqual(57);
    expect(Math.max(...plans.map(days))).toBeLessThanOrEqual(60);
    expect(new Set(plans.map(days)).size).toBeGreaterThan(90);
  });

  it("depends on the lifetime, also for certificates of six days", () => {
    expect(days(planRenewal({ ...facts, notAfter: inDays(6) }))).toBeCloseTo(4, 0);
  });

  it("is in the CA's window, and at the same moment each time", () => {
    const window = { start: inDays(20), end: inDays(22) };
    const plan = planRenewal({ ...facts, window, driverRenewAt: inDays(60) });
    expect(plan.reason).toBe("window");
    expect(days(plan)).toBeGreaterThanOrEqual(20);
    expect(days(plan)).toBeLessThanOrEqual(22);
    expect(planRenewal({ ...facts, window, driverRenewAt: inDays(50) })).toEqual(plan);
  });

  it("is the driver's if the CA has no window", () => {
    expect(planRenewal({ ...facts, driverRenewAt: inDays(59) })).toEqual({
      renewAt: inDays(59),
      reason: "driver",
    });
  });

  it("is never later than when a twentieth is left, whatever the CA says", () => {
    const window = { start: inDays(89), end: inDays(89.5) };
    expect(planRenewal({ ...facts, window })).toEqual({ renewAt: inDays(85.5), reason: "emergency" });
  });

  it.each([
    [1, 1],
    [2, 2],
    [4, 5],
    [18, 360],
    [100, 360],
  ])("waits after %i failures %i minutes", (failures, minutes) => {
    const lastFailureAt = inDays(70);
    const { renewAt, reason } = planRenewal({ ...facts, failures, lastFailureAt });
    expect(reason).toBe("backoff");
    expect(renewAt.getTime() - lastFailureAt.getTime()).toBe(minutes * 60_000);
  });

  it("waits as long as the CA asks", () => {
    expect(planRenewal({ ...facts, retryAt: inDays(80) })).toEqual({
      renewAt: inDays(80),
      reason: "backoff",
    });
  });

  it("is a pure function, within the lifetime unless something failed", () => {
    const lifetimes = fc.integer({ min: 1, max: 4_000 });
    fc.assert(
      fc.property(lifetimes, fc.string(), (hours, seed) => {
        const notAfter = new Date(notBefore.getTime() + hours * 3_600_000);
        const plan = planRenewal({ notBefore, notAfter, seed });
        expect(planRenewal({ notBefore, notAfter, seed })).toEqual(plan);
        expect(plan.renewAt > notBefore && plan.renewAt < notAfter).toBe(true);
      }),
    );
  });
});
