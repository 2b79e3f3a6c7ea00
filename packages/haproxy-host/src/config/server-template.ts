/** Never resolves: only servers with a host name are restored with their address from the state file. */
export const UNASSIGNED = "unassigned.invalid";
/** `last` comes before the placeholder address, whose family lets `set server addr` work. */
export const INIT_ADDR = "init-addr last,0.0.0.0";

/**
 * The slots of a pool.
 *
 * @param slots how many, or their range: `3-5`
 */
export function serverTemplate(pool: string, slots: number | string): string {
  const range = typeof slots === "number" ? `1-${slots}` : slots;
  return `server-template ${pool}_ ${range} ${UNASSIGNED}:80 check disabled ${INIT_ADDR}`;
}
