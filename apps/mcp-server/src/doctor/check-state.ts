import { access, constants } from "node:fs/promises";
import { dirname, join } from "node:path";
import { renderServerState } from "@haproxy-mcp/load-balancer";
import { createFileStateStore } from "@haproxy-mcp/map-store";
import { checkFiles } from "../health/check-files.js";
import { messageOf } from "../program/message-of.js";
import type { Config } from "../settings/config.js";
import { type Check, error, type Trouble } from "./check.js";

/** The files of the desired state, and whether they and their folders can be written. */
export async function checkState({ haproxy }: Config, root: string, signal: AbortSignal): Promise<Check> {
  const [mapFile, serversFile, stateFile] = [haproxy.mapFile, haproxy.serversFile, haproxy.stateFile].map(
    (file) => join(root, file),
  ) as [string, string, string];
  const store = createFileStateStore({
    mapFile,
    serversFile,
    derived: [{ file: stateFile, render: renderServerState }],
  });
  const files = { map_file: mapFile, servers_file: serversFile, state_file: stateFile };
  const { files: found, problems } = await checkFiles(store, files, signal);
  const troubles: Trouble[] = (Object.keys(found) as (keyof typeof files)[])
    .filter((name) => found[name] !== "ok")
    .map((name) => error(`${files[name]} is ${found[name]}`, mendFor(name, found[name])));
  troubles.push(
    ...problems.map((text) => error(text, "correct the line in an editor; it is kept as it is until then")),
  );
  for (const folder of new Set([mapFile, serversFile, stateFile].map((file) => dirname(file))))
    troubles.push(...(await checkFolder(folder)));
  return {
    name: "state",
    troubles,
    fact: "domains.map, servers.json and servers.state are as they should be",
  };
}

function mendFor(name: string, state: string): string {
  if (state === "missing") return "bring it back from a backup, or call haproxy-mcp init for an empty one";
  if (state === "not readable and writable")
    return "give it to the server's user: systemd-tmpfiles --create haproxy-mcp.conf";
  return name === "state_file" ? "haproxy-mcp restore, or haproxy_save_state" : "correct it";
}

async function checkFolder(folder: string): Promise<readonly Trouble[]> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    return [];
  } catch (cause) {
    const mend = "make it, for the server's user: systemd-tmpfiles --create haproxy-mcp.conf";
    return [error(`nothing can be written in ${folder}: ${messageOf(cause)}`, mend)];
  }
}
