import type { AcmeDriver, DriverOptions } from "../driver.js";
import { AcmeError } from "../errors.js";
import { type CertificateContext, stemOf } from "./certificate-context.js";
import type { CertificateRecord } from "./certificate-record.js";

/** What a removal would remove. @throws AcmeError for what can't be */
export async function removable(
  { deployer, inventory }: CertificateContext,
  name: string,
  { revoke, signal }: { readonly revoke: boolean; readonly signal?: AbortSignal | undefined },
) {
  // it is in no list, but a caller may try
  await deployer.assertNotDefault(name);
  const { record, driver } = await inventory.one(name, signal);
  const { file = `${stemOf(name)}.pem` } = record;
  if (driver === undefined && revoke)
    throw new AcmeError(
      "NOT_CONFIGURED",
      `${name} was deployed by hand and can't be revoked here; revoke it where it was issued, or delete it without revoking`,
    );
  if (driver !== undefined) await deployer.assertRemovable(file, { signal });
  return { record, driver, file };
}

/**
 * Removes it from HAProxy, its folder and the driver's store. The intent is noted first, and then always completed. The caller
 * holds the certificate's lock.
 */
export async function removeCertificate(
  context: CertificateContext,
  name: string,
  { revoke, ...options }: DriverOptions & { readonly revoke: boolean; readonly signal: AbortSignal },
): Promise<CertificateRecord> {
  const { signal } = options;
  const { record, driver, file } = await removable(context, name, { revoke, signal });
  if (driver === undefined) {
    await context.deployer.remove(file, { signal });
    return record;
  }
  if (revoke) await driver.revoke(name, options);
  await removeNoted(context, { name, driver, file }, signal);
  return record;
}

interface Removal {
  readonly name: string;
  readonly driver: AcmeDriver;
  readonly file: string;
}

async function removeNoted(
  context: CertificateContext,
  removal: Removal,
  signal: AbortSignal,
): Promise<void> {
  const { name, file } = removal;
  const before = await context.stateOf(stemOf(name));
  await context.remember(stemOf(name), { ...before, removing: { file } });
  try {
    await finishRemoval(context, removal, signal);
  } catch (error) {
    if (!AcmeError.isInstance(error)) throw error;
    if (error.code === "DEFAULT_CERTIFICATE") {
      await context.remember(stemOf(name), before);
      throw error;
    }
    const message = `${name} is partly deleted; the deletion is completed automatically: ${error.message}`;
    throw new AcmeError(error.code, message, { cause: error });
  }
}

/** Completes a started removal. */
export async function finishRemoval(
  context: CertificateContext,
  { name, driver, file }: Removal,
  signal: AbortSignal,
): Promise<void> {
  await context.deployer.remove(file, { signal });
  await driver.remove(name);
  await context.forget(stemOf(name));
}
