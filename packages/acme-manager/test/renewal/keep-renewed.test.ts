import { expect, it } from "vitest";
import { AcmeError } from "../../src/errors.js";
import type { CertificateManager } from "../../src/manager/certificate-manager.js";
import { keepRenewed } from "../../src/renewal/keep-renewed.js";

const HOUR_MS = 3_600_000;

/** A manager that notes when it is asked, in the minutes of a clock that runs as fast as it is waited for. */
function arrange({ due = true, fails = false } = {}) {
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
    list: async () => [{ driver: "embedded", state: due ? "due" : "valid", renewAt: new Date(0) }],
    renewAll: async () => {
      note("renew");
      return [];
    },
  } as unknown as CertificateManager;
  const clock = {
    now: () => new Date(nowMs),
    sleep: async (ms: number) => {
      nowMs += ms;
      if (nowMs > HOUR_MS) stop.abort();
      if (stop.signal.aborted) throw new AcmeError("ABORTED", "stopped");
    },
  };
  return { manager, clock, calls, signal: stop.signal, random: () => 0.5 };
}

it("looks at the start and every hour, asks and renews every ten minutes", async () => {
  const { calls, ...options } = arrange();
  await keepRenewed(options);
  expect(calls.slice(0, 6)).toEqual(["0 reconcile", "1 ask", "1 renew", "11 ask", "11 renew", "21 ask"]);
  expect(calls.filter((call) => call.endsWith("reconcile"))).toEqual(["0 reconcile"]);
});

it("asks for nothing where nothing is due, and renews nothing where that is turned off", async () => {
  const { calls, ...options } = arrange({ due: false });
  await keepRenewed(options);
  expect(calls.some((call) => call.endsWith("renew"))).toBe(false);
  const off = arrange();
  await keepRenewed({ ...off, renews: false });
  expect(off.calls).toEqual(["0 reconcile"]);
});

it("goes on after a failure, and tells it", async () => {
  const { calls, ...options } = arrange({ fails: true });
  const errors: unknown[] = [];
  await keepRenewed({ ...options, onError: (error) => errors.push(error) });
  expect(errors).toMatchObject([{ code: "UNREADABLE" }]);
  expect(calls).toContain("11 renew");
});
