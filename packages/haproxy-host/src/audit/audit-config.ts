import { auditPools } from "./audit-pools.js";
import { auditProcess } from "./audit-process.js";
import { auditRouting } from "./audit-routing.js";
import type { AuditSettings, Finding } from "./finding.js";
import { readConfig } from "./read-config.js";

/**
 * What a hand-written configuration lacks for our pools to work, in the order of its lines. It does not replace HAProxy's own
 * check: syntax that HAProxy would refuse is not reported. Pure.
 */
export function auditConfig(text: string, settings: AuditSettings): readonly Finding[] {
  const sections = readConfig(text);
  const found = [auditProcess, auditRouting, auditPools].flatMap((audit) => audit(sections, settings));
  return found.sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
}
