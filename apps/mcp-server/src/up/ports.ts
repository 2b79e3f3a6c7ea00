import { once } from "node:events";
import { createServer } from "node:net";
import { portOwner } from "../program/port-owner.js";
import { UserError } from "../program/user-error.js";

export interface WantedPort {
  readonly port: number;
  /** What it is for, for the message. */
  readonly use: string;
  /** Option that chooses another. */
  readonly option: string;
  readonly host?: string;
}

/** @throws UserError that names every taken port, and who has it */
export async function assertPortsFree(wanted: readonly WantedPort[]): Promise<void> {
  const problems = await Promise.all(wanted.map(problemOf));
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length > 0) throw new UserError(found.join("\n"));
}

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
