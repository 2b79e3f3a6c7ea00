/**
 * The slots of a pool. They have a host name that never resolves, and `last` before the placeholder address: only then does HAProxy
 * restore addresses from the state file. The 0.0.0.0 gives `set server addr` the address family.
 */
export function serverTemplate(pool: string, slots: number): string {
  return `server-template ${pool}_ 1-${slots} unassigned.invalid:80 check disabled init-addr last,0.0.0.0`;
}
