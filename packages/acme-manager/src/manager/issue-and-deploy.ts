import type { Deployment } from "../deploy/deployment.js";
import type { Claim } from "../deploy/name-conflicts.js";
import type { AcmeDriver, DriverOptions, IssuedCertificate, IssueRequest } from "../driver.js";
import { AcmeError } from "../errors.js";
import { readBundle } from "../x509/certificate-bundle.js";
import { type CertificateContext, stemOf } from "./certificate-context.js";
import type { CertificateRecord } from "./certificate-record.js";

/** A new or renewed certificate, and how HAProxy got it. */
export interface Issued {
  readonly record: CertificateRecord;
  readonly deployment: Deployment;
}

/** From the order to the handshake. The caller holds the certificate's lock. */
export async function issueAndDeploy(
  context: CertificateContext,
  driver: AcmeDriver,
  request: IssueRequest,
  options: DriverOptions,
): Promise<Issued> {
  const [name] = request.names;
  const { signal, onProgress } = options;
  await assertNoConflict(context, request, signal);
  const { chainPem, keyPem } = await remembered(context, name, () => driver.issue(request, options));
  onProgress?.({ step: "deploy", message: `Deploying the certificate for ${name} to HAProxy` });
  const deployment = await context.deployer
    .deploy(`${stemOf(name)}.pem`, readBundle(chainPem, keyPem), signal === undefined ? {} : { signal })
    .catch((error) => {
      throw deploymentError(name, error);
    });
  return { record: (await context.inventory.one(name, signal)).record, deployment };
}

/** What HAProxy would be asked to serve. */
export function claimOf({ names, keyType }: IssueRequest): Claim {
  return { file: `${stemOf(names[0])}.pem`, names, keyKind: keyType === "ec-256" ? "EC" : "RSA" };
}

/** Before anything is ordered. If HAProxy does not respond, the certificate is deployed later. */
async function assertNoConflict(
  { deployer }: CertificateContext,
  request: IssueRequest,
  signal: AbortSignal | undefined,
): Promise<void> {
  await deployer.assertDeployable(claimOf(request), { signal }).catch((error) => {
    if (AcmeError.isInstance(error) && ["NAME_CONFLICT", "CANCELLED"].includes(error.code)) throw error;
  });
}

/** Notes a failure, so that the next try is not too soon, and clears it after a success. */
async function remembered(
  context: CertificateContext,
  name: string,
  issue: () => Promise<IssuedCertificate>,
): Promise<IssuedCertificate> {
  const stem = stemOf(name);
  await assertAllowed(context, name);
  const { retryAt: _, ...before } = await context.stateOf(stem);
  try {
    const issued = await issue();
    await context.remember(stem, {});
    return issued;
  } catch (error) {
    if (AcmeError.isInstance(error) && !["CANCELLED", "LOCKED"].includes(error.code)) {
      await context.remember(stem, {
        ...before,
        failures: (before.failures ?? 0) + 1,
        lastFailureAt: context.clock.now(),
        lastError: error.message,
        retryAt: error.retryAt,
      });
    }
    throw error;
  }
}

/** @throws AcmeError `RATE_LIMITED` while the CA asks to wait */
export async function assertAllowed(context: CertificateContext, name: string): Promise<void> {
  const { retryAt, lastError } = await context.stateOf(stemOf(name));
  if (retryAt === undefined || retryAt <= context.clock.now()) return;
  const why = `the CA asks not to retry before ${retryAt.toISOString()}: ${lastError}`;
  throw new AcmeError("RATE_LIMITED", why, { retryAt });
}

function deploymentError(name: string, error: unknown): unknown {
  if (!AcmeError.isInstance(error)) return error;
  const message = `the certificate for ${name} was issued, but is not served yet: ${error.message}`;
  return new AcmeError(error.code, message, { cause: error });
}
