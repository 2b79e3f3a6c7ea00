import { expect, it } from "vitest";
import { AcmeError } from "../../src/errors.js";
import type { CertificateManager, RenewalResult } from "../../src/manager/certificate-manager.js";
import { keepRenewed } from "../../src/renewal/keep-renewed.js";

const HOUR_MS = 3_600_000;

/** A manager that records its calls with their minutes, by a clock that only sleeping advances. */
function arrange({ fails = false, results = [] as readonly RenewalResult[] } = {}) {
  const stop = new AbortController();
  const calls: string[] = [];
  let nowMs = 0;
  const note = (what: string) => calls.push(`${Math.round(nowMs / 60_000)} ${what}`);
  const manager = {
    reconcile: async () => {
      note("reconcile");
      if (fails) throw new AcmeError("UNREADABLE", "no disk");
      return [];
    },
    refreshRenewalInfo: async () => void note("ask"),
    renewAll: async ({ onResult } = {}) => {
      note("renew");
      for (const result of results) onResult?.(result);
      return results;
    },
  } as Partial<CertificateManager> as CertificateManager;
  const clock = {
    now: () => new Date(nowMs),
    nowMs: () => nowMs,
    sleep: async (ms: number) => {
      nowMs += ms;
      if (nowMs > HOUR_MS) stop.abort();
      if (stop.signal.aborted) throw new AcmeError("CANCELLED", "stopped");
    },
  };
  return { manager, clock, calls, signal: stop.signal, random: () => 0.5 };
}

it("reconciles at the start and every hour, queries the CA and renews every ten minutes", async () => {
  const { calls, ...options } = arrange();
  await keepRenewed(options);
  expect(calls.slice(0, 6)).toEqual(["0 reconcile", "1 ask", "1 renew", "11 ask", "11 renew", "21 ask"]);
  expect(calls.filter((call) => call.endsWith("reconcile"))).toEqual(["0 reconcile"]);
});

it("reports what was renewed or failed, and nothing that was not due", async () => {
  const results: readonly RenewalResult[] = [
    { name: "a.example.test", result: "skipped", why: "not due" },
    { name: "b.example.test", result: "failed", error: new Error("no") },
  ];
  const reported: string[] = [];
  await keepRenewed({ ...arrange({ results }), onRenewed: ({ name }) => reported.push(name) });
  expect(new Set(reported)).toEqual(new Set(["b.example.test"]));
});

it("renews nothing if renewal is turned off", async () => {
  const off = arrange();
  await keepRenewed({ ...off, renews: false });
  expect(off.calls).toEqual(["0 reconcile"]);
});

it("continues after a failure, and reports it", async () => {
  const { calls, ...options } = arrange({ fails: true });
  const errors: unknown[] = [];
  await keepRenewed({ ...options, onError: (error) => errors.push(error) });
  expect(errors).toMatchObject([{ code: "UNREADABLE" }]);
  expect(calls).toContain("11 renew");
});
