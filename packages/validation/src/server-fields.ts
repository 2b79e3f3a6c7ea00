import { z } from "zod";

/** Highest slot number that a pool may have. */
export const SLOT_LIMIT = 1000;
/** HAProxy's own bound, management.txt "set server". */
export const WEIGHT_LIMIT = 256;

type Branded<Name extends string> = number & z.core.$brand<Name>;

/** TCP port. HAProxy itself silently accepts 99999 as 34463, so it must be checked here. */
export type Port = Branded<"Port">;
/** A TCP port, 1 to 65535. */
export const portSchema = wholeNumber<"Port">(1, 65535);

/** Position of a server in its pool, from 1. */
export type Slot = Branded<"Slot">;
/** A slot of a pool, from 1. */
export const slotSchema = wholeNumber<"Slot">(1, SLOT_LIMIT);

/** Share of the pool's traffic; 0 gives the server no new connections. */
export type Weight = Branded<"Weight">;
/** A weight, 0 to 256 (HAProxy configuration manual, section 5.2, `weight`); 0: no new connections. */
export const weightSchema = wholeNumber<"Weight">(0, WEIGHT_LIMIT);

/** `ready` gets traffic, `drain` completes what it has, `maint` gets none and is not checked. */
export const serverStateSchema = z.enum(["ready", "drain", "maint"], "must be ready, drain or maint");

/**
 * `ready` takes traffic, `drain` finishes what it has, `maint` takes none and is not checked (HAProxy management guide, `set server
 * … state`).
 */
export type ServerState = z.output<typeof serverStateSchema>;

/** Port of a server where none is given. */
export const DEFAULT_PORT = 80 as Port;
/** Weight of a server where none is given. */
export const DEFAULT_WEIGHT = 1 as Weight;
/** State of a server where none is given: it takes traffic. */
export const DEFAULT_STATE: ServerState = "ready";

/** Its type is written out, because what zod infers for a brand differs between its 4.x releases. */
function wholeNumber<Name extends string>(least: number, most: number): z.ZodType<Branded<Name>, number> {
  const message = `must be a whole number from ${least} to ${most}`;
  const schema: z.ZodType<number, number> = z
    .number(message)
    .int(message)
    .min(least, message)
    .max(most, message);
  return schema as z.ZodType<Branded<Name>, number>;
}
