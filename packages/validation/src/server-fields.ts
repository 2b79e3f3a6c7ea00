import { z } from "zod";

/** Highest slot number that a pool may have. */
export const SLOT_LIMIT = 1000;
/** HAProxy's own bound, management.txt "set server". */
export const WEIGHT_LIMIT = 256;

/** TCP port. HAProxy itself silently accepts 99999 as 34463, so it must be checked here. */
export const portSchema = wholeNumber(1, 65535).brand<"Port">();
export type Port = z.output<typeof portSchema>;

/** Position of a server in its pool, from 1. */
export const slotSchema = wholeNumber(1, SLOT_LIMIT).brand<"Slot">();
export type Slot = z.output<typeof slotSchema>;

/** Share of the pool's traffic; 0 gives the server no new connections. */
export const weightSchema = wholeNumber(0, WEIGHT_LIMIT).brand<"Weight">();
export type Weight = z.output<typeof weightSchema>;

/** `ready` gets traffic, `drain` completes what it has, `maint` gets none and is not checked. */
export const serverStateSchema = z.enum(["ready", "drain", "maint"], "must be ready, drain or maint");
export type ServerState = z.output<typeof serverStateSchema>;

export const DEFAULT_PORT = 80 as Port;
export const DEFAULT_WEIGHT = 1 as Weight;
export const DEFAULT_STATE: ServerState = "ready";

function wholeNumber(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}`;
  return z.number(message).int(message).min(least, message).max(most, message);
}
