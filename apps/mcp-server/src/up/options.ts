import { parseArgs } from "node:util";
import { wholeNumber } from "../setting.js";
import { UserError } from "../user-error.js";

export interface UpOptions {
  readonly dataFolder: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Absent: as MCP_PORT says. */
  readonly mcpPort: number | undefined;
  /** The first of two. */
  readonly samplePort: number;
}

const parsePort = wholeNumber(1, 65534);

/** @throws UserError for an unknown option, or a value that does not parse */
export function parseUpOptions(args: readonly string[]): UpOptions {
  const { values } = parse(args);
  return {
    dataFolder: values["data-folder"],
    httpPort: portOf("--http-port", values["http-port"]),
    httpsPort: portOf("--https-port", values["https-port"]),
    mcpPort: values["mcp-port"] === undefined ? undefined : portOf("--mcp-port", values["mcp-port"]),
    samplePort: portOf("--sample-port", values["sample-port"]),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        "data-folder": { type: "string", default: ".haproxy-mcp" },
        "http-port": { type: "string", default: "8080" },
        "https-port": { type: "string", default: "8443" },
        "mcp-port": { type: "string" },
        "sample-port": { type: "string", default: "18081" },
      },
    });
  } catch (error) {
    throw new UserError((error as Error).message);
  }
}

function portOf(option: string, text: string): number {
  const port = parsePort(text);
  if (port === undefined)
    throw new UserError(`${option} is ${JSON.stringify(text)}; it must be a port from 1 to 65534`);
  return port;
}
