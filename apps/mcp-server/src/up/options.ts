import type { Values } from "../commands/verb.js";
import { UsageError } from "../program/usage-error.js";
import { wholeNumber } from "../settings/kinds.js";

export const UP_OPTIONS = {
  "data-folder": {
    type: "string",
    value: "DIR",
    default: ".haproxy-mcp",
    summary: "folder for all its files",
  },
  "http-port": { type: "string", value: "PORT", default: "8080", summary: "HAProxy's HTTP port" },
  "https-port": { type: "string", value: "PORT", default: "8443", summary: "HAProxy's HTTPS port" },
  "mcp-port": { type: "string", value: "PORT", summary: "port of the MCP server (default: MCP_PORT)" },
  "sample-port": {
    type: "string",
    value: "PORT",
    default: "18081",
    summary: "port of the first of two sample backends",
  },
} as const;

export interface UpPorts {
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Absent: use MCP_PORT. */
  readonly mcpPort: number | undefined;
  readonly samplePorts: readonly [number, number];
}

const UP_PORT = wholeNumber(1, 65534, "a port from 1 to 65534");

/** @throws UsageError for a value that does not parse */
export function readPorts(options: Values<typeof UP_OPTIONS>): UpPorts {
  const samplePort = portOf("--sample-port", options["sample-port"]);
  return {
    httpPort: portOf("--http-port", options["http-port"]),
    httpsPort: portOf("--https-port", options["https-port"]),
    mcpPort: options["mcp-port"] === undefined ? undefined : portOf("--mcp-port", options["mcp-port"]),
    samplePorts: [samplePort, samplePort + 1],
  };
}

function portOf(option: string, text: string): number {
  const port = UP_PORT.parse(text);
  if (port !== undefined) return port;
  throw new UsageError(`${option} is ${JSON.stringify(text)}; it must be ${UP_PORT.allowed}`);
}
