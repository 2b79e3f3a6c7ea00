import type { AcmeDriver, DriverOptions } from "../driver.js";
import { AcmeError } from "../errors.js";
import { type CertificateContext, stemOf } from "./certificate-context.js";
import type { CertificateRecord } from "./certificate-record.js";

/**
 * Out of HAProxy, its folder and the driver's store. It is noted before it is begun, and then always brought to its end. The caller
 * holds the certificate's lock.
 */
export async function removeCertificate(
  context: CertificateContext,
  name: string,
  { revoke, ...options }: DriverOptions & { readonly revoke: boolean; readonly signal: AbortSignal },
): Promise<CertificateRecord> {
  const { deployer, inventory } = context;
  const { signal } = options;
  // it is in no list, and somebody may try
  await deployer.assertNotDefault(name);
  const { record, driver } = await inventory.one(name, signal);
  const { file = `${stemOf(name)}.pem` } = record;
  if (driver === undefined) {
    if (revoke) throw new AcmeError("NOT_CONFIGURED", `${name} was put there by hand: we can't revoke it`);
    await deployer.remove(file, { signal });
    return record;
  }
  await deployer.assertRemovable(file, { signal });
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
    const message = `the deletion of ${name} is begun, and is brought to its end by itself: ${error.message}`;
    throw new AcmeError(error.code, message, { cause: error });
  }
}

/** One that was begun. */
export async function finishRemoval(
  context: CertificateContext,
  { name, driver, file }: Removal,
  signal: AbortSignal,
): Promise<void> {
  await context.deployer.remove(file, { signal });
  await driver.remove(name);
  await context.forget(stemOf(name));
}
