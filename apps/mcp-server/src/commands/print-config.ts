import { parseArgs } from "node:util";
import { askFeatures, type Features, HostError } from "@haproxy-mcp/haproxy-host";
import type { Config } from "../config.js";
import { renderHaproxyConfig } from "../haproxy-config.js";
import { UserError } from "../user-error.js";

/**
 * `haproxy-mcp config [--quic | --no-quic]`: prints the configuration that an HAProxy needs for the settings; whether with HTTP/3, the
 * HAProxy on this machine decides where it is not told.
 */
export async function printConfig(
  config: Config,
  args: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const quic = parseQuic(args);
  const features = await featuresHere(config, signal);
  process.stdout.write(renderHaproxyConfig(config, { ...features, ...(quic !== undefined && { quic }) }));
}

/** Where no HAProxy can be asked: what every build of the last years has. */
async function featuresHere(
  { host }: Config,
  signal: AbortSignal,
): Promise<Pick<Features, "quic" | "prometheus">> {
  try {
    return await askFeatures(host.binary, { signal });
  } catch (error) {
    if (HostError.isInstance(error) && error.code === "PROGRAM_MISSING")
      return { quic: false, prometheus: true };
    throw error;
  }
}

function parseQuic(args: readonly string[]): boolean | undefined {
  try {
    return parseArgs({ args: [...args], options: { quic: { type: "boolean" } }, allowNegative: true }).values
      .quic;
  } catch (error) {
    throw new UserError((error as Error).message);
  }
}
