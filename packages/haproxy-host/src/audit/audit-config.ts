import { auditDescriptors } from "./audit-descriptors.js";
import { auditPools } from "./audit-pools.js";
import { auditProcess } from "./audit-process.js";
import { auditRouting } from "./audit-routing.js";
import { auditSites } from "./audit-sites.js";
import { auditTls } from "./audit-tls.js";
import type { AuditSettings, Finding } from "./finding.js";
import { proxiesOf } from "./model/proxy.js";
import { type ConfigFile, readConfig } from "./read/read-config.js";

/**
 * What a hand-written configuration lacks for our pools to work: one finding for each cause, errors first, in the order of the lines. It
 * does not replace HAProxy's own check: syntax that HAProxy would refuse is not reported. Pure.
 *
 * @param config its text, or the files that HAProxy is started with, in their order
 */
export function auditConfig(
  config: string | readonly ConfigFile[],
  settings: AuditSettings,
): readonly Finding[] {
  const { sections, assumed } = readConfig(config);
  const proxies = proxiesOf(sections);
  const found = [
    ...auditProcess(sections, settings),
    ...auditDescriptors(sections, proxies, settings),
    ...[auditRouting, auditSites, auditTls].flatMap((audit) => audit(proxies, settings)),
    ...auditPools(sections, proxies, settings),
  ];
  const rank = ({ severity, line = 0 }: Finding) => (severity === "error" ? 0 : 1e9) + line;
  const sorted = found.sort((one, other) => rank(one) - rank(other));
  const [first] = assumed;
  if (first === undefined || sorted.length === 0) return sorted;
  const message = "what is found here assumes that this condition is true, and skips what it excludes";
  const remedy = "if it is false where HAProxy runs, judge the other branch yourself";
  const lines = assumed.length > 1 ? assumed : undefined;
  return [...sorted, { severity: "warning", file: first.file, line: first.number, message, remedy, lines }];
}
