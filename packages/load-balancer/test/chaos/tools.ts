import type { Change } from "../model/model.js";
import { NAMES } from "./paper.js";
import type { Random } from "./random.js";
import type { World } from "./world.js";

const CLIENTS = 3;

/** Clients that make changes, each of names of its own, and note the replies. */
export interface Tools {
  /** How many changes were answered. */
  answered(): number;
  /** By code; success under "made". */
  readonly outcomes: ReadonlyMap<string, number>;
  /** Resolves once no change is in progress. */
  stop(): Promise<void>;
}

/** @param held names that are not changed */
export function startTools(world: World, random: Random, held: ReadonlySet<string> = new Set()): Tools {
  const { paper, backends, violations } = world;
  const outcomes = new Map<string, number>();
  let isOver = false;
  let answered = 0;
  const change = (its: Random, names: readonly string[]): readonly [string, Change] => {
    const domain = its.any(names);
    const [main, spare] = backends.get(domain) ?? [];
    const server = (backend = main) => ({ ip: "127.0.0.1", port: backend?.port ?? 0 });
    return [
      domain,
      its.any<Change>([
        ["addDomain", { domain, server: server() }],
        ["addDomain", { domain, server: server(spare) }],
        ["addDomain", { domain, server: server() }],
        ["removeDomain", { domain }],
        ["addServer", { domain, ...server(its.any([main, spare])) }],
        ["removeServer", { domain, slot: 1 + its.below(3) }],
        ["setServerWeight", { domain, slot: 1 + its.below(3), weight: 1 + its.below(256) }],
      ]),
    ];
  };
  const run = async (its: Random, names: readonly string[]) => {
    while (!isOver && names.length > 0) {
      const [name, one] = change(its, names);
      const server = its.any(world.servers);
      const reply = (await server?.call(one[0], one[1])) ?? { code: "NO_SERVER" };
      const wrong = paper.note(name, one, reply);
      if (wrong !== undefined) violations.push(`false success: ${wrong}`);
      const code = reply.code ?? "made";
      outcomes.set(code, (outcomes.get(code) ?? 0) + 1);
      answered++;
      if (reply.code !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const free = NAMES.filter((name) => !held.has(name));
  const running = Promise.all(
    Array.from({ length: CLIENTS }, (_, client) =>
      run(
        random.branch(),
        free.filter((_name, index) => index % CLIENTS === client),
      ),
    ),
  );
  return {
    answered: () => answered,
    outcomes,
    async stop() {
      isOver = true;
      await running;
    },
  };
}
