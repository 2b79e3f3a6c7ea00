import { messageOf } from "@haproxy-mcp/durable-files";
import { StoreError } from "@haproxy-mcp/map-store";
import { LoadBalancerError } from "../errors.js";
import type { OperationOptions } from "../options.js";
import { type Parts, settleFiles } from "./settle-files.js";

const MOST_TURNS = 5;

/**
 * Makes HAProxy match the files before a change is planned on them.
 *
 * @param turn how often the change was tried, from 1
 * @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `STATE_TOO_SMALL`, …; StoreError: the change was not started
 */
export async function settleFirst(parts: Parts, turn: number, options: OperationOptions): Promise<void> {
  if (turn > MOST_TURNS) {
    throw new StoreError("LOCKED", "files or HAProxy changed at each try before the change could be made");
  }
  const { notSaved } = await settleFiles(parts, {}, options).catch(notBegun);
  if (notSaved !== undefined) throw new StoreError("UNWRITABLE", notSaved);
}

/** The change itself has no unknown outcome. */
function notBegun(error: unknown): never {
  const isUnknown = LoadBalancerError.isInstance(error) && error.code === "OUTCOME_UNKNOWN";
  if (!isUnknown) throw error;
  const message = `HAProxy could not be compared with the files before the change: ${messageOf(error)}`;
  throw new LoadBalancerError("HAPROXY_UNREACHABLE", message, { cause: error });
}
