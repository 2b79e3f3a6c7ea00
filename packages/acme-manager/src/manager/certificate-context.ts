import { join } from "node:path";
import { type Clock, type RecordFolder, systemClock } from "@haproxy-mcp/durable-files";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { fileStem } from "../certificate-names.js";
import type { Deployer } from "../deploy/deployer.js";
import { createRecordFolder, withLock } from "../disk.js";
import type { AcmeDriver } from "../driver.js";
import { AcmeError } from "../errors.js";
import { type RenewalState, readRenewalState } from "../renewal/renewal-state.js";
import { Inventory } from "./inventory.js";

export interface CertificateManagerOptions {
  /** The first issues new certificates; each renews its own. None: certificates are only listed and deleted. */
  readonly drivers: readonly AcmeDriver[];
  readonly deployer: Deployer;
  /** For what is remembered besides certificates, and for locks. */
  readonly folder: string;
  readonly clock?: Clock | undefined;
}

/** What everything that is done with certificates works on. */
export class CertificateContext {
  readonly deployer: Deployer;
  readonly clock: Clock;
  readonly inventory: Inventory;
  readonly #states: RecordFolder<RenewalState>;
  readonly #lockFolder: string;

  constructor({ drivers, deployer, folder, clock = systemClock }: CertificateManagerOptions) {
    this.deployer = deployer;
    this.clock = clock;
    this.#states = createRecordFolder(join(folder, "states"), readRenewalState);
    this.#lockFolder = join(folder, "locks");
    this.inventory = new Inventory({ drivers, deployer, clock, stateOf: (stem) => this.stateOf(stem) });
  }

  /** Empty where nothing is remembered. */
  async stateOf(stem: string): Promise<RenewalState> {
    return (await this.#states.get(stem)) ?? {};
  }

  async remember(stem: string, state: RenewalState): Promise<void> {
    await this.#states.put(stem, state);
  }

  async forget(stem: string): Promise<void> {
    await this.#states.remove(stem);
  }

  /** One at a time for each certificate, also between processes. @throws AcmeError `LOCKED`, `CERTIFICATE_NOT_FOUND` */
  async locked<T>(
    name: string,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (/^\.|[/\0]/.test(name)) {
      throw new AcmeError("CERTIFICATE_NOT_FOUND", `there is no certificate called ${name}`);
    }
    const what = `the certificate of ${name}`;
    return withLock({ folder: this.#lockFolder, name: stemOf(name), what, signal }, work);
  }
}

/** Of the name that a record has, which may be that of a file. */
export function stemOf(name: string): string {
  return fileStem(name as DomainPattern);
}
