import { join } from "node:path";
import { type Clock, systemClock } from "@haproxy-mcp/durable-files";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { fileStem } from "../certificate-names.js";
import type { Deployer } from "../deploy/deployer.js";
import { createRecordFolder, withLock } from "../disk.js";
import type { AcmeDriver } from "../driver.js";
import { AcmeError } from "../errors.js";
import { type RenewalState, readRenewalState } from "../renewal/renewal-state.js";
import { createInventory, type Inventory } from "./inventory.js";

/** What a certificate manager works with: drivers, the deployer, and a folder for its records. */
export interface CertificateManagerParts {
  /** The first issues new certificates; each renews its own. None: certificates are only listed and deleted. */
  readonly drivers: readonly AcmeDriver[];
  readonly deployer: Deployer;
  /** Holds records about certificates, and locks. */
  readonly folder: string;
  readonly clock?: Clock | undefined;
}

/** What every operation on certificates works on. */
export interface CertificateContext {
  readonly deployer: Deployer;
  readonly clock: Clock;
  readonly inventory: Inventory;
  /** Empty if there is no state. */
  stateOf(stem: string): Promise<RenewalState>;
  remember(stem: string, state: RenewalState): Promise<void>;
  forget(stem: string): Promise<void>;
  /** One at a time for each certificate, also between processes. @throws AcmeError `LOCKED`, `CERTIFICATE_NOT_FOUND` */
  locked<T>(
    name: string,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
}

export function createCertificateContext({
  drivers,
  deployer,
  folder,
  clock = systemClock,
}: CertificateManagerParts): CertificateContext {
  const states = createRecordFolder(join(folder, "states"), readRenewalState);
  const stateOf = async (stem: string) => (await states.get(stem)) ?? {};
  return {
    deployer,
    clock,
    inventory: createInventory({ drivers, deployer, clock, stateOf }),
    stateOf,
    remember: states.put,
    forget: states.remove,
    async locked(name, signal, work) {
      if (/^\.|[/\0]/.test(name)) {
        throw new AcmeError("CERTIFICATE_NOT_FOUND", `no certificate called ${name} found`);
      }
      const what = `the certificate for ${name}`;
      return withLock({ folder: join(folder, "locks"), name: stemOf(name), what, signal }, work);
    },
  };
}

/** Takes the name of a record, which may be that of a file. */
export function stemOf(name: string): string {
  return fileStem(name as DomainPattern);
}
