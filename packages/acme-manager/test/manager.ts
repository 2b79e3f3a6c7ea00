import { join } from "node:path";
import { type StartPebbleOptions, startPebble, type TestPebble } from "@haproxy-mcp/test-haproxy";
import type { AcmeDriver } from "../src/driver.js";
import { type CertificateManager, createCertificateManager } from "../src/manager/certificate-manager.js";
import { startTlsHaproxy, type TlsHaproxy } from "./deploy/tls-haproxy.js";
import { embedded } from "./embedded-driver.js";

export interface Arranged extends AsyncDisposable {
  readonly pebble: TestPebble;
  readonly at: TlsHaproxy;
  readonly folder: string;
  readonly manager: CertificateManager;
}

/** A CA, an HAProxy, and a manager between them. */
export async function arrange(
  options: StartPebbleOptions = {},
  driverOf: (pebble: TestPebble, folder: string) => Promise<AcmeDriver> = async (...both) =>
    embedded(...both),
): Promise<Arranged> {
  const pebble = await startPebble(options);
  const at = await startTlsHaproxy().catch(async (error) => {
    await pebble[Symbol.asyncDispose]();
    throw error;
  });
  const folder = join(at.haproxy.dir, "acme");
  const manager = createCertificateManager({
    drivers: [await driverOf(pebble, folder)],
    deployer: at.deployer(),
    folder,
  });
  return {
    pebble,
    at,
    folder,
    manager,
    async [Symbol.asyncDispose]() {
      await Promise.all([pebble[Symbol.asyncDispose](), at[Symbol.asyncDispose]()]);
    },
  };
}
