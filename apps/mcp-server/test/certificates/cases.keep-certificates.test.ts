import type { CertificateManager } from "@haproxy-mcp/acme-manager";
import { until } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { keepCertificates } from "../../src/certificates/keep-certificates.js";
import { loadConfig } from "../../src/index.js";
import { keepState } from "../../src/lifecycle/keep-state.js";
import { createLog } from "../../src/program/log.js";
import { NO_HISTORY } from "../support/recording.js";

const log = createLog("ERROR");

/** Counts rounds, and how many of them run at once. */
function counted() {
  const at = { rounds: 0, running: 0, most: 0 };
  const reconcile = async () => {
    at.rounds++;
    at.running++;
    at.most = Math.max(at.most, at.running);
    await new Promise((resolve) => setImmediate(resolve));
    at.running--;
    return [];
  };
  return { at, manager: { reconcile } as Partial<CertificateManager> as CertificateManager };
}

it("CE12 a start makes one round of checks", async () => {
  const { at, manager } = counted();
  const stop = new AbortController();
  async function* tries() {
    yield true;
    await new Promise((resolve) => stop.signal.addEventListener("abort", resolve, { once: true }));
  }
  const services = { certificates: manager, reconciliation: { tries }, history: NO_HISTORY } as never;
  const config = loadConfig({ HAPROXY_HOST_KIND: "none", LOG_LEVEL: "ERROR" });
  const part = await keepState({ config, services, log, signal: stop.signal } as never);
  await until("a round", 5_000, async () => at.rounds > 0 && at.running === 0);
  stop.abort();
  await part?.[Symbol.asyncDispose]();
  expect(at.rounds).toBe(1);
});

it("CE12 never makes two rounds at once, however often HAProxy was restored", async () => {
  const { at, manager } = counted();
  const stop = new AbortController();
  const kept = keepCertificates(manager, { renews: false, history: NO_HISTORY, log, signal: stop.signal });
  for (let i = 0; i < 3; i++) kept.checkAgain();
  await until("all rounds", 5_000, async () => at.rounds === 4 && at.running === 0);
  stop.abort();
  await kept.ended();
  expect(at.most).toBe(1);
});
