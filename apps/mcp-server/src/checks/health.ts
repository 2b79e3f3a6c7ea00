import type { CertificateFolder, CertificateManager } from "@haproxy-mcp/acme-manager";
import { describeProblem } from "@haproxy-mcp/haproxy-host";
import { describeDifference, type LoadBalancer } from "@haproxy-mcp/load-balancer";
import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { z } from "zod";
import { countOf } from "../program/count-of.js";
import { timeLimit } from "../program/time-limit.js";
import { boundedTexts, SHOWN_AT_MOST } from "../tools/bounded-list.js";
import { checkAllCertificates } from "./certificates.js";
import { checkDomains, type DomainsCheck, statusOfDomains } from "./domains.js";
import type { DriftCheck } from "./drift.js";
import { describeFinding, error, type Finding } from "./finding.js";
import { checkRuntimeApi } from "./runtime-api.js";
import { checkSurroundings, type SurroundingsSources } from "./surroundings.js";

/** The longest that `haproxy_health` waits while another process holds a lock. */
const LIMIT_MS = 3_000;

const component = {
  status: z.enum(["ok", "error"]),
  reason: z.string().optional(),
  advice: z.string().optional(),
};

const certificatesOutput = z.looseObject({
  ...component,
  count: z.number().int(),
  expiring: z.array(z.string()).describe("Files with a finding"),
  unserved: z.array(z.string()).describe("Certificates that HAProxy does not serve as they are on disk"),
});

/** The response of `haproxy_health`. */
export const healthOutput = z.looseObject({
  status: z.enum(["healthy", "degraded", "down", "unhealthy"]),
  components: z.looseObject({
    mcp: z.looseObject(component),
    haproxy: z.looseObject({
      ...component,
      version: z.string().optional(),
      uptime_sec: z.number().optional(),
    }),
    config_files: z.looseObject({
      ...component,
      files: z.record(z.string(), z.string()).describe("ok, or what is wrong with the file"),
      problems: z.array(z.string()).describe("Lines that can't be read; they are left unchanged"),
    }),
    desired_state: z.looseObject({
      ...component,
      differences: z.number().int().describe("Differences between HAProxy and the files"),
      first: z.array(z.string()).describe("The first differences"),
      uncertain: z
        .array(z.string())
        .describe(
          "Lines left unchanged, each with what runs now, what a reload does, and the edit that fixes it",
        ),
      compared: z
        .string()
        .optional()
        .describe("How many names were compared, if there are too many to compare all"),
      orphans: z.array(z.string()).describe("Names that are only in servers.json; they have no effect"),
    }),
    domains: z.looseObject({
      ...component,
      counts: z
        .record(z.string(), z.number().int())
        .describe("Domains by status, as in haproxy_domain_health"),
      first: z.array(z.string()).describe("The first domains that are down or degraded"),
    }),
    configuration: z
      .looseObject({
        ...component,
        findings: z.array(z.string()).describe("What haproxy.cfg lacks for the pools, each with the edit"),
      })
      .optional(),
    certificates: certificatesOutput.optional(),
    container: z.looseObject({ ...component, state: z.string() }),
  }),
});

export type Health = z.input<typeof healthOutput>;

export interface HealthSources extends SurroundingsSources {
  readonly runtime: RuntimeApiClient;
  readonly certsFolder: Pick<CertificateFolder, "files">;
  readonly certificates: Pick<CertificateManager, "list">;
  readonly loadBalancer: Pick<LoadBalancer, "findDrift" | "countDomainHealth">;
}

/** Runs every check at once. A check that fails is reported, and does not stop the others. */
export async function checkHealth(sources: HealthSources, signal: AbortSignal): Promise<Health> {
  const { runtime, loadBalancer } = sources;
  using limit = timeLimit(signal, LIMIT_MS);
  const [haproxy, surroundings, domains, certificates] = await Promise.all([
    checkRuntimeApi(runtime, signal),
    checkSurroundings(sources, signal),
    checkDomains(loadBalancer, limit.signal),
    certificatesHealth(sources, limit.signal),
  ]);
  const { server, state, drift, configuration, host: container } = surroundings;
  const components = {
    mcp: stateOf(server),
    haproxy: { ...stateOf(haproxy.findings), version: haproxy.version, uptime_sec: haproxy.uptimeSec },
    config_files: {
      ...stateOf(state.findings),
      files: state.files,
      problems: state.problems.map(describeProblem),
    },
    desired_state: desiredStateHealth(drift),
    domains: domainsHealth(domains),
    ...(configuration && { configuration: configurationHealth(configuration) }),
    ...(certificates && { certificates }),
    container: { ...stateOf(container.findings), state: container.state },
  };
  if (components.haproxy.status === "error") return { status: "unhealthy", components };
  if (statusOfDomains(domains) === "down") return { status: "down", components };
  const isWell = Object.values(components).every(({ status }) => status === "ok");
  return { status: isWell ? "healthy" : "degraded", components };
}

/** Warnings are shown, but do not degrade the status. */
function desiredStateHealth({
  findings,
  differences,
  uncertain = [],
  orphans,
  compared,
  reason,
}: DriftCheck) {
  const others = findings.filter((one) => !uncertain.includes(one) && !orphans.includes(one));
  const isUncertain = uncertain.some(({ severity }) => severity === "error");
  const lines = isUncertain ? [error("", "edit each line listed as uncertain, as described there")] : [];
  return {
    ...stateOf([...others, ...lines], reason),
    compared,
    differences: differences.length,
    first: differences.slice(0, SHOWN_AT_MOST).map(describeDifference),
    uncertain: uncertain.map(describeFinding),
    orphans: orphans.map(describeFinding),
  };
}

/** Warnings are shown, but do not degrade the status. */
function configurationHealth(findings: readonly Finding[]) {
  const errors = findings.filter(({ severity }) => severity === "error");
  return { ...stateOf(errors), findings: boundedTexts(findings.map(describeFinding)) };
}

function domainsHealth({ findings, counts, reason }: DomainsCheck) {
  return {
    ...stateOf(findings, reason),
    counts: { ...counts },
    first: findings.map(describeProblem),
  };
}

/** `undefined` if there are no certificates: HAProxy serves plain HTTP. */
export async function certificatesHealth(
  { certsFolder, certificates }: Pick<HealthSources, "certsFolder" | "certificates">,
  signal: AbortSignal,
): Promise<z.input<typeof certificatesOutput> | undefined> {
  const { served, onDisk } = await checkAllCertificates(certsFolder, certificates, signal);
  const { unserved, findings: notServed } = served;
  const { files, findings } = onDisk;
  const count = files.length;
  const expiring = boundedTexts(findings.map(({ message }) => message));
  const lists = { count, expiring, unserved: boundedTexts(unserved) };
  const all = [...findings, ...notServed];
  if (count === 0 && all.length === 0) return undefined;
  const reason = `${countOf(all.length, "finding")} on ${countOf(count, "certificate")}: ${all[0]?.message}`;
  return { ...stateOf(all, all.length > 1 ? reason : undefined), ...lists };
}

/** The status, and for an error the reason and the remedy. */
function stateOf(
  findings: readonly Finding[],
  reason: string = findings.map(describeProblem).join("; "),
): z.input<z.ZodObject<typeof component>> {
  if (findings.length === 0) return { status: "ok" };
  const remedies = new Set(
    findings.map(({ remedy: [first = "", ...rest] }) => `${first.toUpperCase()}${rest.join("")}.`),
  );
  return { status: "error", reason, advice: [...remedies].join(" ") };
}
