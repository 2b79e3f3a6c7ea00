import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readManifest } from "../root.mjs";
import { CLIENT_SETTINGS } from "./client-settings.mjs";
import { PROGRAM_FOLDER } from "./program.mjs";

const SCHEMA = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";
/** Hosts of repositories that the registry knows. */
const SOURCES = new Map([
  ["github.com", "github"],
  ["gitlab.com", "gitlab"],
]);

/** `server.json`: what the MCP registry lists of the package. It takes `mcpName` of the published package as the proof that both are ours. */
export function renderServerJson() {
  const { name, mcpName, version, description } = JSON.parse(
    readFileSync(join(PROGRAM_FOLDER, "package.json"), "utf8"),
  );
  const repository = repositoryOf(readManifest().repository);
  const described = {
    $schema: SCHEMA,
    name: mcpName,
    title: "HAProxy",
    description,
    version,
    ...(repository === undefined ? {} : { repository }),
    packages: [
      {
        registryType: "npm",
        identifier: name,
        version,
        runtimeHint: "npx",
        packageArguments: [{ type: "positional", value: "stdio" }],
        transport: { type: "stdio" },
        environmentVariables: CLIENT_SETTINGS.map(
          ({ name: variable, description: explanation, isFile = false, isSecret = false }) => ({
            name: variable,
            description: explanation,
            format: isFile ? "filepath" : "string",
            ...(isSecret && { isSecret }),
          }),
        ),
      },
    ],
  };
  return `${JSON.stringify(described, null, 2)}\n`;
}

/** @param {string | undefined} url */
function repositoryOf(url = "") {
  const source = URL.canParse(url) ? SOURCES.get(new URL(url).hostname) : undefined;
  return source === undefined ? undefined : { url, source, subfolder: "apps/mcp-server" };
}
