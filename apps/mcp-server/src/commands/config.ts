import {
  askFeatures,
  type ConfigAdditions,
  type Features,
  HostError,
  renderAdditions,
  renderConfig,
} from "@haproxy-mcp/haproxy-host";
import { configSettings, withoutLocalSocket } from "../haproxy/render-config.js";
import type { Config } from "../settings/config.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import { defineVerb } from "./verb.js";

export const config = defineVerb({
  name: "config",
  summary: "print haproxy.cfg for the settings",
  options: {
    existing: {
      type: "boolean",
      default: false,
      summary: "print only what to add to an haproxy.cfg that has sites of its own",
    },
    quic: {
      type: "boolean",
      summary: "enable HTTP/3; --no-quic disables it (default: if HAProxy supports it)",
    },
  },
  examples: ["config", "config --existing"],
  async run({ environment, options: { existing, quic }, signal }) {
    const settings = await loadMachineConfig(environment);
    const features = await featuresHere(settings, signal);
    const wanted = configSettings(settings, { ...features, quic: quic ?? features.quic });
    process.stdout.write(
      existing ? describeAdditions(renderAdditions(withoutLocalSocket(wanted))) : renderConfig(wanted),
    );
    return 0;
  },
});

/** Text that can be pasted as it is. */
function describeAdditions({ global, frontend, end }: ConfigAdditions): string {
  return `# 1. Add this to the section "global", without what it has already:
${global}
# 2. Add this to the frontend that clients connect to, above its first use_backend or default_backend line:
${frontend}
# 3. Add this at the end of the file, and delete other backends of these names:
${end}`;
}

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
