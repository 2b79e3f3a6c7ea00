import { join } from "node:path";
import {
  createRuntimeApiClient,
  type RuntimeApiAddress,
  type RuntimeApiClient,
} from "@haproxy-mcp/runtime-api-client";
import { createCertificateFolder } from "../deploy/certificate-folder.js";
import { createDeployer } from "../deploy/deployer.js";
import type { DeployerOptions } from "../deploy/deployment.js";
import { createEmbeddedDriver, type EmbeddedDriverOptions } from "../embedded/embedded-driver.js";
import type { CertificateManagerParts } from "./certificate-context.js";
import { CertificateManager } from "./certificate-manager.js";

/** What a manager with the ACME client in process needs. */
export interface CertificateManagerOptions
  extends EmbeddedDriverOptions,
    Pick<DeployerOptions, "crtList" | "tls" | "reload"> {
  /** Holds accounts, orders, notes and locks, readable by their owner only. */
  readonly folder: string;
  /** The folder that HAProxy loads certificates from: `bind … ssl crt <certsDir>/`. */
  readonly certsDir: string;
  /** HAProxy's Runtime API. */
  readonly runtime: RuntimeApiClient | RuntimeApiAddress;
}

/** Manages certificates from the order to the handshake: with the client in process, or with parts of your own. */
export function createCertificateManager(
  options: CertificateManagerOptions | CertificateManagerParts,
): CertificateManager {
  if ("drivers" in options) return new CertificateManager(options);
  const { folder, certsDir, runtime, crtList, tls, reload, clock } = options;
  return new CertificateManager({
    drivers: [createEmbeddedDriver({ ...options, folder: join(folder, "embedded") })],
    deployer: createDeployer({
      folder: createCertificateFolder(certsDir),
      runtime: "execute" in runtime ? runtime : createRuntimeApiClient({ address: runtime }),
      lockFolder: join(folder, "locks"),
      crtList,
      tls,
      reload,
      clock,
    }),
    folder,
    clock,
  });
}
