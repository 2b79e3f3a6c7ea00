import { auditPools } from "./audit-pools.js";
import { auditProcess } from "./audit-process.js";
import { auditRouting } from "./audit-routing.js";
import type { AuditSettings, Finding } from "./finding.js";
import { readConfig } from "./read-config.js";

/**
 * What a configuration that people wrote lacks for our pools to work, in the order of its lines. HAProxy's own verdict is another
 * thing: this says nothing of what it would refuse. Pure.
 */
export function auditConfig(text: string, settings: AuditSettings): readonly Finding[] {
  const sections = readConfig(text);
  const found = [auditProcess, auditRouting, auditPools].flatMap((audit) => audit(sections, settings));
  return found.sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
}
