declare const brand: unique symbol;

/** Name of a backend of the pool range: `pool_1`, `pool_2`, … */
export type PoolName = string & { readonly [brand]: "PoolName" };

const POOL = /^pool_([1-9]\d{0,5})$/;

/** Name of the pool with a number: `pool_1`. @param number from 1 */
export function poolName(number: number): PoolName {
  return `pool_${number}` as PoolName;
}

/** The number of a pool, or `undefined` for the name of any other backend. */
export function poolNumber(name: string): number | undefined {
  const digits = POOL.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Name of a server inside its pool, as `server-template` makes it: `pool_1_3`. */
export function serverName(pool: PoolName, slot: number): string {
  return `${pool}_${slot}`;
}

/** The slot of a server of that pool, or `undefined` for a server of another name. */
export function slotOfServer(pool: PoolName, server: string): number | undefined {
  const digits = server.startsWith(`${pool}_`) ? server.slice(pool.length + 1) : "";
  return /^[1-9]\d{0,3}$/.test(digits) ? Number(digits) : undefined;
}
