import { access, constants } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf, readFile } from "@haproxy-mcp/durable-files";
import { renderServerState } from "@haproxy-mcp/load-balancer";
import type { StateSnapshot, StateStore } from "@haproxy-mcp/map-store";
import type { Config } from "../settings/config.js";
import type { DriftCheck } from "./drift.js";
import { bounded, type Check, error, type Finding } from "./finding.js";
import { mountPointsAmong, readMountInfo } from "./mounts.js";

const STATE_TRIES = 4;
const STATE_DELAY_MS = 100;
const MAX_STATE_BYTES = 64 * 1_048_576;
const UNUSABLE = "not readable and writable";
const MOUNTED = "a mount point: it can't be replaced, so every change fails";
const TMPFILES = "run systemd-tmpfiles --create haproxy-mcp.conf";
const CORRECT = "correct it in an editor; until then it is left unchanged";

export type StateFiles = Pick<Config["haproxy"], "mapFile" | "serversFile" | "stateFile">;

export interface StateCheck extends Check {
  /** `ok` for each file, or what is wrong with it. */
  readonly files: Readonly<Record<"map_file" | "servers_file" | "state_file", string>>;
  /** Besides the findings, the lines that can't be read. */
  readonly problems: readonly Finding[];
}

/** Lines are findings of the state only if the comparison with HAProxy does not report them. */
export function withLines(state: StateCheck, drift: DriftCheck | undefined): StateCheck {
  if (drift?.uncertain !== undefined) return { ...state, problems: [] };
  return { ...state, findings: [...state.findings, ...state.problems] };
}

/** The files of the desired state. */
export async function checkState(
  store: StateStore,
  { mapFile, serversFile, stateFile }: StateFiles,
  signal: AbortSignal,
  mountInfo = readMountInfo,
): Promise<StateCheck> {
  const places = { map_file: mapFile, servers_file: serversFile, state_file: stateFile };
  const mounted = await mountPointsAmong(Object.values(places), await mountInfo());
  const [map_file, servers_file, state_file] = await Promise.all([
    checkAccess(places.map_file, mounted),
    checkAccess(places.servers_file, mounted),
    checkAccess(places.state_file, mounted),
  ]);
  const files = { map_file, servers_file, state_file };
  const found: Pick<Finding, "file" | "line" | "message">[] = [];
  try {
    const snapshot = await store.read({ signal });
    found.push(...snapshot.problems);
    if (state_file === "ok")
      files.state_file = await checkContent(store, snapshot, places.state_file, signal);
  } catch (cause) {
    found.push({ message: messageOf(cause) });
  }
  const names = Object.keys(files) as (keyof typeof files)[];
  const wrong = names.filter((name) => files[name] !== "ok");
  const folders = new Set(Object.values(places).map((file) => dirname(file)));
  const problems = bounded(found.map((problem) => ({ ...problem, severity: "error", remedy: CORRECT })));
  const findings = [
    ...wrong.map((name) => error(`${places[name]} is ${files[name]}`, remedyFor(name, files[name]))),
    ...(await Promise.all([...folders].map(checkFolder))).flat(),
  ];
  const fact = "domains.map, servers.json and servers.state agree";
  return { findings, fact, files, problems };
}

/** Whether files in the folder can be replaced. */
async function checkFolder(folder: string): Promise<readonly Finding[]> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    return [];
  } catch (cause) {
    return [
      error(
        `cannot write to ${folder}: ${messageOf(cause)}`,
        `${TMPFILES} to create it for the server's user`,
      ),
    ];
  }
}

function remedyFor(name: string, state: string): string {
  if (state === MOUNTED) return "mount its folder instead";
  if (state === UNUSABLE) return `${TMPFILES} to give it to the server's user`;
  if (name === "state_file")
    return "call haproxy_save_state (haproxy-mcp restore): HAProxy needs the file at its next start";
  return "restore it from a backup, or run haproxy-mcp init --write to create an empty one";
}

async function checkAccess(file: string, mounted: ReadonlySet<string>): Promise<string> {
  if (mounted.has(file)) return MOUNTED;
  try {
    await access(file, constants.R_OK | constants.W_OK);
    return "ok";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "missing" : UNUSABLE;
  }
}

/**
 * HAProxy starts with empty servers if the state file is wrong. A change writes it before the other files, so only a lasting
 * difference is an error.
 */
async function checkContent(
  store: StateStore,
  snapshot: StateSnapshot,
  file: string,
  signal: AbortSignal,
): Promise<string> {
  let current = snapshot;
  for (let tries = 0; tries < STATE_TRIES; tries++) {
    if (tries > 0) {
      await sleep(STATE_DELAY_MS);
      current = await store.read({ signal });
    }
    const found = await readFile(file, { maxBytes: MAX_STATE_BYTES }).catch(() => undefined);
    const text = found?.content.toString() ?? "";
    if (text === renderServerState(current, text)) return "ok";
  }
  return "out of sync with the other files";
}
