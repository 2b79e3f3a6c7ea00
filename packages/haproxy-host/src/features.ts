import { HostError } from "./errors.js";
import { HOW_TO_INSTALL } from "./hosts/check-config.js";
import type { HostOptions } from "./hosts/host.js";
import { type RunProgram, runProgram } from "./program/run-program.js";

/** What an HAProxy was built with, as far as a configuration depends on it. */
export interface Features {
  /** `3.2.26-1` */
  readonly version: string;
  /** HTTP/3 that any client can use. */
  readonly quic: boolean;
  readonly prometheus: boolean;
}

/**
 * Asks `haproxy -vv`.
 *
 * @throws HostError `PROGRAM_MISSING`, `PROGRAM_FAILED`, `CANCELLED`
 */
export async function askFeatures(
  binary = "haproxy",
  options: HostOptions & { readonly run?: RunProgram } = {},
): Promise<Features> {
  const { run = runProgram, ...given } = options;
  const { exitCode, stdout } = await run(binary, ["-vv"], { ...given, howToInstall: HOW_TO_INSTALL });
  const [, version] = /^HAProxy version (\S+)/m.exec(stdout) ?? [];
  if (exitCode !== 0 || version === undefined)
    throw new HostError("PROGRAM_FAILED", `the output of "${binary} -vv" has no HAProxy version`);
  return parseFeatures(version, stdout);
}

/**
 *     Feature list : -51DEGREES +ACCEPT4 … +QUIC …
 *     Available services : prometheus-exporter
 */
function parseFeatures(version: string, output: string): Features {
  const has = (feature: string) => new RegExp(`^Feature list.* \\+${feature}(?: |$)`, "m").test(output);
  return {
    version,
    // over an OpenSSL that lacks QUIC, handshakes with post-quantum keys hang: docs/decisions, "no-limited-quic"
    quic: has("QUIC") && !has("QUIC_OPENSSL_COMPAT"),
    prometheus: /^Available services :.*\bprometheus-exporter\b/m.test(output),
  };
}
