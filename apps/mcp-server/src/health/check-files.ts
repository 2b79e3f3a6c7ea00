import { access, constants, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { renderServerState } from "@haproxy-mcp/load-balancer";
import type { StateSnapshot, StateStore } from "@haproxy-mcp/map-store";
import { messageOf } from "../program/message-of.js";
import { describeProblem } from "../state-problem.js";
import { boundedTexts } from "../tools/bounded-list.js";
import type { Component } from "./component.js";

const STATE_TRIES = 4;
const STATE_DELAY_MS = 100;

export interface StateFiles {
  readonly map_file: string;
  readonly servers_file: string;
  readonly state_file: string;
}

export type FilesHealth = Component & {
  /** `ok`, or what is wrong with the file. */
  readonly files: Record<keyof StateFiles, string>;
  /** Lines that could not be understood. */
  readonly problems: string[];
};

type Found = [snapshot: StateSnapshot | undefined, problems: string[]];

export async function checkFiles(
  store: StateStore,
  files: StateFiles,
  signal: AbortSignal,
): Promise<FilesHealth> {
  const [map_file, servers_file, state_file] = await Promise.all([
    checkAccess(files.map_file),
    checkAccess(files.servers_file),
    checkAccess(files.state_file),
  ]);
  const [snapshot, problems] = await store.read({ signal }).then(
    (found): Found => [found, boundedTexts(found.problems.map(describeProblem))],
    (error: unknown): Found => [undefined, [messageOf(error)]],
  );
  const found = {
    map_file,
    servers_file,
    state_file:
      state_file === "ok" && snapshot !== undefined
        ? await checkContent(store, snapshot, files.state_file, signal)
        : state_file,
  };
  const wrong = Object.entries(found).filter(([, state]) => state !== "ok");
  if (wrong.length === 0 && problems.length === 0) return { status: "ok", files: found, problems };
  const reason = [...wrong.map(([name, state]) => `${name} ${state}`), ...problems].join("; ");
  return { status: "error", reason, advice: adviceFor(found, problems), files: found, problems };
}

function adviceFor(found: FilesHealth["files"], problems: readonly string[]): string {
  const missing = found.map_file !== "ok" || found.servers_file !== "ok";
  return [
    ...(missing ? ["Bring back the file, or make it and its folder readable and writable."] : []),
    ...(problems.length > 0 ? ["Correct the lines in an editor; they are never overwritten."] : []),
    ...(found.state_file === "ok" ? [] : ["Call haproxy_save_state: HAProxy needs it at its next start."]),
  ].join(" ");
}

async function checkAccess(file: string): Promise<string> {
  try {
    await access(file, constants.R_OK | constants.W_OK);
    return "ok";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "missing" : "not readable and writable";
  }
}

/**
 * HAProxy takes a state file only as it should be, and starts with empty servers otherwise. A change that is being made writes it
 * before the others: only what stays different is wrong.
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
    const text = await readFile(file, "utf8").catch(() => "");
    if (text === renderServerState(current, text)) return "ok";
  }
  return "not what the other files say";
}
