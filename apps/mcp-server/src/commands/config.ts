import { askFeatures, type Features, HostError } from "@haproxy-mcp/haproxy-host";
import { renderHaproxyConfig } from "../haproxy/render-config.js";
import type { Config } from "../settings/config.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import { defineVerb } from "./verb.js";

export const config = defineVerb({
  name: "config",
  summary: "print haproxy.cfg for the settings",
  options: {
    quic: {
      type: "boolean",
      summary: "enable HTTP/3; --no-quic disables it (default: if HAProxy supports it)",
    },
  },
  async run({ environment, options: { quic }, signal }) {
    const settings = await loadMachineConfig(environment);
    const features = await featuresHere(settings, signal);
    process.stdout.write(renderHaproxyConfig(settings, { ...features, quic: quic ?? features.quic }));
    return 0;
  },
});

/** If HAProxy is not installed: what every recent build has. */
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
