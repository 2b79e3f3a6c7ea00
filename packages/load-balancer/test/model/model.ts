/** What a person would keep on a sheet of paper: names and their pools, pools and their servers. */
interface ModelServer {
  readonly ip: string;
  readonly port: number;
  readonly weight: number;
  readonly state: "ready" | "drain" | "maint";
}

export interface Model {
  readonly domains: Readonly<Record<string, number>>;
  /** By pool, then by slot. */
  readonly pools: Readonly<Record<number, Readonly<Record<number, ModelServer>>>>;
}

export const EMPTY: Model = { domains: {}, pools: {} };
export const POOLS = { count: 4, slots: 3 };

/** A method of the load balancer and its input. */
export type Change =
  | readonly ["addDomain", { domain: string; server?: { ip: string; port: number }; aliasOf?: string }]
  | readonly ["removeDomain", { domain: string }]
  | readonly ["addServer", { domain: string; ip: string; port: number; slot?: number }]
  | readonly ["removeServer", { domain: string; slot: number }]
  | readonly ["setServerState", { domain: string; slot: number; state: ModelServer["state"] }]
  | readonly ["setServerWeight", { domain: string; slot: number; weight: number }]
  | readonly ["setDomainState", { domain: string; state: ModelServer["state"] }];

/** @returns the model after the change, or the code that it is refused with */
export function apply(model: Model, change: Change): Model | string {
  switch (change[0]) {
    case "addDomain":
      return addDomain(model, change[1]);
    case "removeDomain":
      return removeDomain(model, change[1].domain);
    case "addServer":
      return withPool(model, change[1].domain, (pool) => addServer(model, pool, change[1]));
    case "removeServer":
      return withServer(model, change[1], () => undefined);
    case "setServerState":
      return withServer(model, change[1], (server) => ({ ...server, state: change[1].state }));
    case "setServerWeight":
      return withServer(model, change[1], (server) => ({ ...server, weight: change[1].weight }));
    case "setDomainState":
      return withPool(model, change[1].domain, (pool) => {
        const slots = Object.entries(model.pools[pool] ?? {});
        const set = slots.map(([slot, server]) => [slot, { ...server, state: change[1].state }] as const);
        return { ...model, pools: { ...model.pools, [pool]: Object.fromEntries(set) } };
      });
  }
}

type Of<Method extends Change[0]> = Extract<Change, readonly [Method, object]>[1];

function addDomain(model: Model, { domain, server, aliasOf }: Of<"addDomain">): Model | string {
  if (aliasOf !== undefined && server !== undefined) return "ALIAS_WITH_SERVERS";
  if (domain in model.domains) return "DOMAIN_EXISTS";
  if (aliasOf !== undefined && !(aliasOf in model.domains)) return "DOMAIN_NOT_FOUND";
  const used = Object.values(model.domains);
  const pool = aliasOf === undefined ? lowestFree(POOLS.count, used) : model.domains[aliasOf];
  if (pool === undefined) return "NO_FREE_POOL";
  const routed = { ...model, domains: { ...model.domains, [domain]: pool } };
  return server === undefined ? routed : addServer(routed, pool, server);
}

function removeDomain(model: Model, domain: string): Model | string {
  return withPool(model, domain, (pool) => {
    const domains = Object.fromEntries(Object.entries(model.domains).filter(([name]) => name !== domain));
    const isShared = Object.values(domains).includes(pool);
    return { domains, pools: isShared ? model.pools : { ...model.pools, [pool]: {} } };
  });
}

function addServer(
  model: Model,
  pool: number,
  { ip, port, slot: wanted }: { ip: string; port: number; slot?: number },
): Model | string {
  const servers = model.pools[pool] ?? {};
  if (wanted !== undefined && wanted > POOLS.slots) return "SLOT_OUT_OF_RANGE";
  const server: ModelServer = { ip, port, weight: 1, state: "ready" };
  const same = Object.keys(servers)
    .map(Number)
    .filter((slot) => isSame(servers[slot], server));
  if (wanted !== undefined && wanted in servers && !same.includes(wanted)) return "SLOT_TAKEN";
  const slot = wanted ?? same[0] ?? lowestFree(POOLS.slots, Object.keys(servers).map(Number));
  if (slot === undefined) return "NO_FREE_SLOT";
  return { ...model, pools: { ...model.pools, [pool]: { ...servers, [slot]: server } } };
}

function isSame(one: ModelServer | undefined, { ip, port, weight, state }: ModelServer): boolean {
  return one?.ip === ip && one.port === port && one.weight === weight && one.state === state;
}

function withPool(model: Model, domain: string, change: (pool: number) => Model | string): Model | string {
  const pool = model.domains[domain];
  return pool === undefined ? "DOMAIN_NOT_FOUND" : change(pool);
}

function withServer(
  model: Model,
  { domain, slot }: { domain: string; slot: number },
  change: (server: ModelServer) => ModelServer | undefined,
): Model | string {
  return withPool(model, domain, (pool) => {
    const servers = model.pools[pool] ?? {};
    if (slot > POOLS.slots) return "SLOT_OUT_OF_RANGE";
    const server = servers[slot];
    if (server === undefined) return "SLOT_EMPTY";
    const changed = change(server);
    const others = Object.entries(servers).filter(([number]) => Number(number) !== slot);
    const after = Object.fromEntries(changed === undefined ? others : [...others, [slot, changed]]);
    return { ...model, pools: { ...model.pools, [pool]: after } };
  });
}

/** A change that can be undone, as the model before and after it. */
export interface ModelChange {
  readonly before: Model;
  readonly after: Model;
}

/** Brings back what a change changed, unless something newer changed the same. */
export function undo(now: Model, { before, after }: ModelChange): Model | string {
  const names = [...new Set([...Object.keys(before.domains), ...Object.keys(after.domains)])].filter(
    (name) => before.domains[name] !== after.domains[name],
  );
  const slots = slotsOf(before, after).filter(([pool, slot]) => !isSameAt(before, after, pool, slot));
  if (names.some((name) => now.domains[name] !== after.domains[name])) return "CHANGED_SINCE";
  const pools = new Set([
    ...names.flatMap((name) => [before.domains[name] ?? [], after.domains[name] ?? []].flat()),
    ...slots.map(([pool]) => pool),
  ]);
  const moved = new Map<number, number>();
  for (const pool of pools) {
    const stayed = namesIn(before, pool).filter((name) => after.domains[name] === pool);
    const left = namesIn(after, pool);
    if (stayed.length > 0 && !stayed.some((name) => now.domains[name] === pool)) return "CHANGED_SINCE";
    const its = (stayed.length > 0 ? slots : slotsOf(after, now)).filter(([other]) => other === pool);
    if (left.length > 0 && its.some(([, slot]) => !isSameAt(now, after, pool, slot))) return "CHANGED_SINCE";
    if (stayed.length > 0) continue;
    if (left.length > 0 && namesIn(now, pool).join() !== left.join()) return "CHANGED_SINCE";
    if (namesIn(before, pool).length === 0) continue;
    const used = [...Object.values(now.domains), ...moved.values()];
    const free = used.includes(pool) ? lowestFree(POOLS.count, used) : pool;
    if (free === undefined) return "NO_FREE_POOL";
    moved.set(pool, free);
  }
  const domains: Record<string, number> = { ...now.domains };
  for (const name of names) {
    const pool = before.domains[name];
    if (pool === undefined) delete domains[name];
    else domains[name] = moved.get(pool) ?? pool;
  }
  const used = Object.values(domains);
  const servers = structuredClone(now.pools) as Record<number, Record<number, ModelServer>>;
  for (const [pool, slot] of slots) {
    const target = moved.get(pool) ?? pool;
    const its = servers[target] ?? {};
    servers[target] = its;
    const server = before.pools[pool]?.[slot];
    if (server === undefined) delete its[slot];
    else its[slot] = server;
  }
  return {
    domains,
    pools: Object.fromEntries(Object.entries(servers).filter(([pool]) => used.includes(Number(pool)))),
  };
}

function namesIn({ domains }: Model, pool: number): readonly string[] {
  return Object.keys(domains)
    .filter((name) => domains[name] === pool)
    .sort();
}

function slotsOf(...models: readonly Model[]): readonly (readonly [pool: number, slot: number])[] {
  const all = models.flatMap(({ pools }) =>
    Object.entries(pools).flatMap(([pool, servers]) => Object.keys(servers).map((slot) => `${pool} ${slot}`)),
  );
  return [...new Set(all)].map((place) => place.split(" ").map(Number) as [number, number]);
}

function isSameAt(one: Model, other: Model, pool: number, slot: number): boolean {
  const [a, b] = [one.pools[pool]?.[slot], other.pools[pool]?.[slot]];
  return b === undefined ? a === undefined : isSame(a, b);
}

function lowestFree(highest: number, used: readonly number[]): number | undefined {
  return Array.from({ length: highest }, (_, index) => index + 1).find((number) => !used.includes(number));
}

/** As HAProxy shows it. */
export function shown({ domains, pools }: Model): {
  readonly map: readonly string[];
  readonly servers: readonly string[];
} {
  return {
    map: Object.entries(domains)
      .map(([domain, pool]) => `${domain.replace(/^[*]/, "")} pool_${pool}`)
      .sort(),
    servers: Object.entries(pools).flatMap(([pool, servers]) =>
      Object.entries(servers).map(
        ([slot, { ip, port, weight, state }]) =>
          `pool_${pool}_${slot} ${ip}:${port} weight ${weight} ${state}`,
      ),
    ),
  };
}
