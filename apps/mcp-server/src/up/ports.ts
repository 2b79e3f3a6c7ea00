import { once } from "node:events";
import { createServer } from "node:net";
import type { Part } from "../lifecycle/run-parts.js";
import { portOwner } from "../program/port-owner.js";
import { UserError } from "../program/user-error.js";
import type { UpPorts } from "./options.js";
import { SAMPLE_HOST } from "./sample-backends.js";

interface WantedPort {
  readonly port: number;
  /** What it is for, for the message. */
  readonly use: string;
  /** Option that chooses another. */
  readonly option: string;
  readonly host?: string;
}

/** Every port that is needed, free. @throws UserError that names every taken port, and who has it */
export const freePorts =
  ({ httpPort, httpsPort, samplePorts }: UpPorts): Part =>
  async ({ config: { mcp }, services }) => {
    // One that an earlier start left behind, killed before it could stop it, would hold the ports.
    await services.host?.stop();
    const wanted: readonly WantedPort[] = [
      { port: httpPort, use: "HTTP", option: "--http-port" },
      { port: httpsPort, use: "HTTPS", option: "--https-port" },
      { port: mcp.port, use: "MCP", option: "MCP_PORT or --mcp-port", host: mcp.host },
      ...samplePorts.map((port) => ({
        port,
        use: "sample backend",
        option: "--sample-port",
        host: SAMPLE_HOST,
      })),
    ];
    const found = (await Promise.all(wanted.map(problemOf))).filter((problem) => problem !== undefined);
    if (found.length > 0) throw new UserError(found.join("\n"));
  };

async function problemOf({ port, use, option, host }: WantedPort): Promise<string | undefined> {
  const error = await tryListen(port, host);
  if (error === undefined) return undefined;
  if (error.code !== "EADDRINUSE") return `port ${port} (${use}) cannot be used: ${error.message}`;
  return `port ${port} (${use}) is taken by ${(await portOwner(port)) ?? "another program"}; ${option} chooses another`;
}

async function tryListen(port: number, host = "0.0.0.0"): Promise<NodeJS.ErrnoException | undefined> {
  const server = createServer().listen({ port, host });
  try {
    await once(server, "listening");
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
  server.close();
  await once(server, "close");
  return undefined;
}
