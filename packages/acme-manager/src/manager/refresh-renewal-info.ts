import type { DriverOptions } from "../driver.js";
import { throwIfCancelled } from "../errors.js";
import { readLeaf } from "../x509/leaf.js";
import { type CertificateContext, stemOf } from "./certificate-context.js";

/**
 * Asks the CA when it wants certificates renewed, if its last response is stale (RFC 9773 section 4.3). If it does not respond,
 * the last response is kept.
 */
export async function refreshRenewalInfo(context: CertificateContext, options: DriverOptions): Promise<void> {
  for (const { driver, issued, record } of (await context.inventory.all(options.signal)).values()) {
    if (driver === undefined || issued === undefined) continue;
    const stem = stemOf(record.name);
    const { window } = await context.stateOf(stem);
    const { sha256 } = readLeaf(issued.chainPem);
    if (window?.sha256 === sha256 && window.askAgainAt > context.clock.now()) continue;
    const info = await driver.renewalInfo(issued, options).catch(() => undefined);
    throwIfCancelled(options.signal);
    if (info === undefined) continue;
    const { start, end, askAgainAt } = info;
    // keep what was noted during the request
    await context.remember(stem, {
      ...(await context.stateOf(stem)),
      window: { sha256, start, end, askAgainAt },
    });
  }
}
