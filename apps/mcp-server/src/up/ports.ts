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
  /** The option that sets another port. */
  readonly option: string;
  readonly host?: string;
}

/** Checks that every port is free. @throws UserError that names every taken port and its process */
export const freePorts =
  ({ httpPort, httpsPort, samplePorts }: UpPorts): Part =>
  async ({ config: { mcp }, services }) => {
    // an HAProxy left behind by a killed start would hold the ports
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
  return `port ${port} (${use}) is taken by ${(await portOwner(port)) ?? "another program"}; choose another with ${option}`;
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
