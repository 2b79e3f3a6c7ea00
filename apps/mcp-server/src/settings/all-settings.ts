import { acmeSettings, acmeShSettings, externalAccountSettings } from "./acme-settings.js";
import { cloudflareSettings, providerSettings, rfc2136Settings } from "./dns-providers.js";
import { haproxySettings, runtimeSettings } from "./haproxy-settings.js";
import { hostSettings } from "./host-settings.js";
import { logSettings } from "./log-settings.js";
import { mcpSettings } from "./mcp-settings.js";
import { renderingSettings } from "./rendering-settings.js";
import type { Setting } from "./setting.js";

/** In the order of docs/settings.md. */
export const SERVER_SETTINGS: readonly Setting[] = [
  mcpSettings,
  runtimeSettings,
  haproxySettings,
  hostSettings,
  acmeSettings,
  providerSettings,
  externalAccountSettings,
  acmeShSettings,
  cloudflareSettings,
  rfc2136Settings,
  logSettings,
].flatMap((group): readonly Setting[] => Object.values(group));

/** Of the rendered haproxy.cfg. */
export const RENDERING_SETTINGS: readonly Setting[] = Object.values(renderingSettings);

/** What the settings file can have. */
export const ALL_SETTINGS: readonly Setting[] = [...SERVER_SETTINGS, ...RENDERING_SETTINGS];

/** Of the command line: in its environment only, never in a settings file. */
export const COMMAND_VARIABLES: readonly Omit<Setting, "kind">[] = [
  {
    name: "HAPROXY_MCP_SETTINGS",
    fallback: "/etc/haproxy-mcp/settings.env",
    meaning:
      "file with the settings; `haproxy-mcp up` writes `settings.env` in its data folder. Variables of the environment take precedence",
  },
  {
    name: "HAPROXY_MCP_URL",
    shownFallback: "none: this machine",
    meaning:
      "MCP endpoint of a remote server, such as `https://mcp.example.com/mcp`; also `--url`. `haproxy-mcp stdio` passes its tools on",
  },
  {
    name: "HAPROXY_MCP_TOKEN",
    shownFallback: "none",
    meaning:
      "its bearer token, sent to no other server that `--url` names; also `--token`, which other users of this machine can read",
    isSecret: true,
  },
  {
    name: "HAPROXY_MCP_PASSPHRASE",
    shownFallback: "none: the terminal asks",
    meaning:
      "encrypts and decrypts certificates of `export` and `import` with `--certificates`; also the first line of a file, `--passphrase-file`",
    isSecret: true,
  },
];
