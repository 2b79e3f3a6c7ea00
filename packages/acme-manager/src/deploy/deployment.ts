import type { Clock } from "@haproxy-mcp/durable-files";
import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import type { CertificateFolder } from "./certificate-folder.js";
import type { TlsAddress } from "./handshake.js";

/** The HAProxy that gets the certificates, and how it is reached, reloaded and verified. */
export interface DeployerOptions {
  readonly folder: CertificateFolder;
  readonly runtime: RuntimeApiClient;
  /** Holds the lock shared by everything that deploys into this HAProxy. */
  readonly lockFolder: string;
  /** HAProxy's path of the folder, if it cannot be guessed. */
  readonly crtList?: string | undefined;
  /** Where HAProxy accepts TLS, to verify what it serves. */
  readonly tls?: TlsAddress | undefined;
  /** Checks HAProxy's configuration and reloads it, for what the Runtime API does not accept. */
  readonly reload?: ((signal: AbortSignal) => Promise<void>) | undefined;
  readonly clock?: Clock | undefined;
}

/** How a certificate was deployed. */
export interface Deployment {
  /** In the folder. */
  readonly file: string;
  /** `unchanged`: HAProxy served it already. */
  readonly method: "runtime" | "reload" | "unchanged";
  readonly reloads: 0 | 1;
  /** Whether a TLS handshake returned it; `unreachable` if the handshake failed. */
  readonly handshake: "verified" | "unreachable" | "not-asked";
}
