import { messageOf } from "@haproxy-mcp/durable-files";
import type { IssuedCertificate } from "../driver.js";
import { AcmeError, throwIfCancelled } from "../errors.js";
import { readBundle } from "../x509/certificate-bundle.js";
import { readLeaf } from "../x509/leaf.js";
import { type CertificateContext, stemOf } from "./certificate-context.js";
import type { CertificateRecord } from "./certificate-record.js";
import type { Known } from "./inventory.js";
import { finishRemoval } from "./remove-certificate.js";

/** What was found and repaired for one certificate. */
export type Reconciled =
  | { readonly name: string; readonly cured: "deployed" | "served" | "deleted" }
  | { readonly name: string; readonly problem: string };

type Ill = "not deployed" | "not served" | "half deleted" | "unusable";

/** Repairs differences between what was issued, the file and what HAProxy serves. Skips certificates that are in use by another operation. */
export async function reconcileCertificates(
  context: CertificateContext,
  signal: AbortSignal | undefined,
): Promise<readonly Reconciled[]> {
  const results: Reconciled[] = [];
  for (const known of (await context.inventory.all(signal)).values()) {
    const { name } = known.record;
    try {
      const cured = await cure(context, known, signal);
      if (cured !== undefined) results.push({ name, cured });
    } catch (error) {
      throwIfCancelled(signal);
      if (AcmeError.isInstance(error) && error.code === "LOCKED") continue;
      results.push({ name, problem: messageOf(error) });
    }
  }
  return results;
}

/** Checks again under the lock: it may have been repaired since. */
async function cure(context: CertificateContext, known: Known, signal: AbortSignal | undefined) {
  if ((await illOf(context, known)) === undefined) return undefined;
  const { name } = known.record;
  return context.locked(name, signal, async (signal) => {
    const now = (await context.inventory.all(signal)).get(name);
    const ill = now && (await illOf(context, now));
    return now && ill && (await cureOf(context, now, ill, signal));
  });
}

async function illOf(
  context: CertificateContext,
  { record, driver, issued }: Known,
): Promise<Ill | undefined> {
  const { removing } = driver === undefined ? {} : await context.stateOf(stemOf(record.name));
  if (removing !== undefined) return "half deleted";
  if (issued !== undefined && !record.isDeployed && isNewer(issued, record)) return "not deployed";
  if (["broken", "unreadable", "missing"].includes(record.state)) return "unusable";
  if (record.file === undefined || record.state === "expired") return undefined;
  return record.served === "no" ? "not served" : undefined;
}

async function cureOf(
  context: CertificateContext,
  { record, driver, issued }: Known,
  ill: Ill,
  signal: AbortSignal,
): Promise<"deployed" | "served" | "deleted" | undefined> {
  const { deployer } = context;
  const { name, file } = record;
  if (ill === "half deleted" && driver !== undefined) {
    const { removing } = await context.stateOf(stemOf(name));
    if (removing !== undefined) await finishRemoval(context, { name, driver, file: removing.file }, signal);
    return "deleted";
  }
  if (ill === "not deployed" && issued !== undefined) {
    await deployer.deploy(`${stemOf(name)}.pem`, readBundle(issued.chainPem, issued.keyPem), { signal });
    return "deployed";
  }
  if (ill === "unusable") throw unusableError(record);
  const bundle = file === undefined ? undefined : await deployer.folder.readBundle(file);
  if (file === undefined || bundle === undefined) return undefined;
  await deployer.deploy(file, bundle, { signal });
  return "served";
}

/** One put into the folder by hand later is the operator's intent. */
function isNewer({ chainPem }: IssuedCertificate, { details, file }: CertificateRecord): boolean {
  return file === undefined || details === undefined || readLeaf(chainPem).notBefore >= details.notBefore;
}

function unusableError({ name, file = name, state, lastError }: CertificateRecord): AcmeError {
  if (state === "unreadable") {
    const message = `${file} is not watched: ${lastError}; let this process read it`;
    return new AcmeError("UNREADABLE", message);
  }
  const message =
    state === "broken"
      ? `HAProxy would not start with ${file}: ${lastError}; replace or delete it`
      : `${file} is missing, and HAProxy serves it until its next reload; put it back, or delete the certificate ${name}`;
  return new AcmeError("BAD_CERTIFICATE", message);
}
