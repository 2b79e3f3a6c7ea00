import { AcmeError, type CertificateRecord, type Deployment, type Progress } from "@haproxy-mcp/acme-manager";
import { z } from "zod";

/** A name that a certificate is called by: a domain, a wildcard, or the file of one that was put there by hand. */
export const certificateField = z
  .string()
  .min(1)
  .max(255)
  .describe("What the certificate is called by, such as example.com; see haproxy_list_certs");

export const certificateOutput = z.looseObject({
  name: z.string(),
  names: z.array(z.string()).describe("Host names that it is for"),
  state: z.enum(["valid", "due", "expired", "failed", "broken"]),
  served: z.enum(["yes", "no", "unknown"]).describe("Whether HAProxy serves this very one"),
  file: z.string().optional().describe("In the certificate folder"),
  not_after: z.string().optional(),
  days_left: z.number().int().optional(),
  issuer: z.string().optional(),
  driver: z.enum(["acme.sh", "embedded"]).optional().describe("Who renews it; absent: put there by hand"),
  renew_at: z.string().optional(),
  last_error: z.string().optional(),
});

export const deploymentOutput = z.looseObject({
  file: z.string(),
  method: z.enum(["runtime", "reload", "unchanged"]),
  reloads: z.number().int(),
  handshake: z
    .enum(["verified", "unreachable", "not-asked"])
    .describe("Whether a TLS handshake gave the new certificate"),
});

export function toCertificateOutput(record: CertificateRecord): z.input<typeof certificateOutput> {
  const { name, names, state, served, file, details, driver, renewAt, lastError } = record;
  return {
    name,
    names: [...names],
    state,
    served,
    file,
    not_after: details?.notAfter.toISOString(),
    days_left: details?.daysLeft,
    issuer: details?.issuer,
    driver,
    renew_at: renewAt?.toISOString(),
    last_error: lastError,
  };
}

export function describeCertificate(output: z.input<typeof certificateOutput>): string {
  const { name, names, state, served, days_left, issuer, last_error } = output;
  const others = names.filter((one) => one !== name);
  return [
    `${name}${others.length > 0 ? ` (${others.join(", ")})` : ""}: ${state}`,
    ...(days_left === undefined ? [] : [`${days_left} days left`]),
    ...(issuer === undefined ? [] : [`from ${issuer}`]),
    { yes: "served", no: "NOT served", unknown: "HAProxy cannot be asked" }[served],
    ...(last_error === undefined ? [] : [`last error: ${last_error}`]),
  ].join(", ");
}

export function toDeploymentOutput({ file, method, reloads, handshake }: Deployment) {
  return { file, method, reloads, handshake };
}

export function describeDeployment({ method, handshake }: z.input<typeof deploymentOutput>): string {
  const way = { runtime: "with no reload", reload: "by a reload", unchanged: "as before" }[method];
  const seen = {
    verified: "a TLS handshake gave it",
    unreachable: "no TLS answer at HAPROXY_TLS_ADDRESS to look at it",
    "not-asked": "not looked at by TLS",
  }[handshake];
  return `served ${way}; ${seen}`;
}

/** Lines for the client while a certificate is on its way. */
export function tellProgress(progress: (message: string) => void): (step: Progress) => void {
  return ({ step, message }) => progress(`${step}: ${message}`);
}

/** When it is due, of an error that says that it is not yet; any other error is thrown on. */
export function notDue(error: unknown): { readonly why: string; readonly renewAt: Date | undefined } {
  if (!AcmeError.isInstance(error) || error.code !== "NOT_DUE") throw error;
  return { why: error.message, renewAt: error.retryAt };
}
