import {
  AcmeError,
  type CertificateManager,
  type CertificateRecord,
  type Deployment,
  type Progress,
} from "@haproxy-mcp/acme-manager";
import { z } from "zod";
import { countOf } from "../program/count-of.js";
import { boundedTexts } from "./bounded-list.js";

/** A certificate's name: a domain, a wildcard, or the file of one that an operator put there. */
export const certificateField = z
  .string()
  .min(1)
  .max(255)
  .describe("Name of the certificate, such as example.com; see haproxy_list_certs");

export const certificateOutput = z.looseObject({
  name: z.string(),
  names: z.array(z.string()).describe("Host names it covers"),
  state: z.enum(["valid", "due", "expired", "failed", "broken", "unreadable", "missing"]),
  managed: z.boolean().describe("Whether this server renews it"),
  served: z.enum(["yes", "no", "unknown"]).describe("Whether clients get it"),
  conflicts: z.array(z.string()).optional().describe("Other files for its names"),
  file: z.string().optional().describe("In the certificate folder"),
  not_after: z.string().optional(),
  days_left: z.number().int().optional(),
  issuer: z.string().optional(),
  driver: z.enum(["acme.sh", "embedded"]).optional(),
  renew_at: z.string().optional(),
  last_error: z.string().optional(),
});

/** The same one after a change: its other fields are not listed once more in the schema. */
export const changedCertificateOutput = certificateOutput.pick({ name: true, state: true, served: true });

type CertificateOutput = z.input<typeof certificateOutput>;

export const deploymentOutput = z.looseObject({
  file: z.string(),
  method: z.enum(["runtime", "reload", "unchanged"]),
  reloads: z.number().int(),
  handshake: z
    .enum(["verified", "unreachable", "not-asked"])
    .describe("Whether a TLS handshake returned the new certificate"),
});

export function toCertificateOutput(record: CertificateRecord): z.input<typeof certificateOutput> {
  const { name, names, state, served, file, details, driver, notRenewable, renewAt, lastError, conflicts } =
    record;
  return {
    name,
    names: [...names],
    state,
    managed: driver !== undefined && notRenewable === undefined,
    served,
    conflicts: conflicts.length === 0 ? undefined : boundedTexts(conflicts.map((one) => one.file)),
    file,
    not_after: details?.notAfter.toISOString(),
    days_left: details?.daysLeft,
    issuer: details?.issuer,
    driver,
    renew_at: renewAt?.toISOString(),
    last_error: lastError,
  };
}

export function describeCertificate(
  output: Pick<CertificateOutput, "name" | "state" | "served"> & Partial<CertificateOutput>,
): string {
  const {
    name,
    names = [],
    state,
    served,
    days_left,
    issuer,
    renew_at,
    last_error,
    managed,
    file,
    conflicts = [],
  } = output;
  const others = names.filter((one) => one !== name);
  return [
    `${name}${others.length > 0 ? ` (${others.join(", ")})` : ""}: ${state}`,
    ...(days_left === undefined ? [] : [`${countOf(days_left, "day")} left`]),
    ...(issuer === undefined ? [] : [`from ${issuer}`]),
    ...(renew_at === undefined ? [] : [`next renewal ${renew_at}`]),
    { yes: "served", no: "NOT served", unknown: "unknown whether it is served" }[served],
    ...(managed !== false ? [] : ["not managed: nothing here renews it"]),
    ...(conflicts.length === 0 ? [] : [`${file} and ${conflicts.join(", ")} are for the same name`]),
    ...(last_error === undefined ? [] : [`last error: ${last_error}`]),
  ].join(", ");
}

export function toDeploymentOutput({ file, method, reloads, handshake }: Deployment) {
  return { file, method, reloads, handshake };
}

export function describeDeployment({ method, handshake }: z.input<typeof deploymentOutput>): string {
  const way = { runtime: "with no reload", reload: "after a reload", unchanged: "as before" }[method];
  const seen = {
    verified: "verified by a TLS handshake",
    unreachable: "not verified: HAPROXY_TLS_ADDRESS does not respond",
    "not-asked": "not verified by a TLS handshake",
  }[handshake];
  return `Served ${way}; ${seen}`;
}

/** Sends the steps of an order to the client. */
export function reportProgress(progress: (message: string) => void): (step: Progress) => void {
  return ({ step, message }) => progress(`${step}: ${message}`);
}

/** Why a certificate is not due yet, and when it will be. @throws every other error */
export function notDue(error: unknown): { readonly why: string; readonly renewAt: Date | undefined } {
  if (!AcmeError.isInstance(error) || error.code !== "NOT_DUE") throw error;
  return { why: error.message, renewAt: error.retryAt };
}

/** Whether a certificate covers a domain that was added. */
export const coverageOutput = z.looseObject({
  covered: z.boolean(),
  file: z.string().optional(),
  uncovered: z.array(z.string()).optional(),
});

/** `undefined` if HAProxy serves no certificates, or does not respond: the domains are added all the same. */
export async function coverageOf(
  certificates: Pick<CertificateManager, "coverageOf">,
  domains: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string | undefined> | undefined> {
  try {
    return await certificates.coverageOf(domains, { signal });
  } catch {
    return undefined;
  }
}
