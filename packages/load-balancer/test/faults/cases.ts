import { atFullSize } from "@haproxy-mcp/test-haproxy";
import type { LoadBalancer } from "../../src/index.js";

/** A method of the load balancer with its input: it can be sent to another process. */
export type Call = readonly [method: keyof LoadBalancer, input?: object];

export interface FaultCase {
  readonly name: string;
  /** Made at the same time. */
  readonly calls: readonly Call[];
}

export const POOLS = { count: 6, slots: 3 };
/** One slot more than HAProxy has: it refuses what goes there. */
export const BELIEVED_POOLS = { count: 6, slots: 4 };

const [a, b] = ["a.example.test", "b.example.test"];
const ip = "127.0.0.1";

/** What there is before each case. */
export const ARRANGEMENT: readonly Call[] = [
  ["addDomain", { domain: a, server: { ip, port: 81 } }],
  ["addServer", { domain: a, ip: "::1", port: 82, weight: 3 }],
  ["addDomain", { domain: "alias.example.test", aliasOf: a }],
  ["addDomain", { domain: b, server: { ip, port: 83 } }],
  ["addDomain", { domain: "*.w.example.test" }],
];

export const REFUSED = "a change that HAProxy refuses";

const UNDO: FaultCase = {
  name: "undo of a removal",
  calls: [
    [
      "undo",
      {
        difference: {
          names: [{ name: "old.example.test", before: 5 }],
          servers: [{ pool: 5, slot: 2, before: { ip, port: 93, weight: 2, state: "drain" } }],
          kept: [],
        },
      },
    ],
  ],
};

/** Every kind of change. */
export const CASES: readonly FaultCase[] = [
  { name: "addDomain", calls: [["addDomain", { domain: "n.example.test", server: { ip, port: 90 } }]] },
  { name: "addDomain of a wildcard", calls: [["addDomain", { domain: "*.n.example.test" }]] },
  { name: "addDomain of an alias", calls: [["addDomain", { domain: "n.example.test", aliasOf: b }]] },
  {
    name: "addDomain with an alias and servers",
    calls: [
      ["addDomain", { domain: "n.example.test", aliases: ["m.example.test"], servers: [{ ip, port: 90 }] }],
    ],
  },
  { name: "removeDomain", calls: [["removeDomain", { domain: b }]] },
  { name: "removeDomain of one that holds its alias's servers", calls: [["removeDomain", { domain: a }]] },
  { name: "addServer", calls: [["addServer", { domain: a, ip: "::1", port: 91 }]] },
  {
    name: "addServers",
    calls: [["addServers", { domain: b, servers: [{ ip: "::1" }, { ip, port: 92, weight: 7 }] }]],
  },
  { name: "removeServer", calls: [["removeServer", { domain: a, slot: 1 }]] },
  { name: "setServerState", calls: [["setServerState", { domain: a, slot: 1, state: "drain" }]] },
  { name: "setServerWeight", calls: [["setServerWeight", { domain: a, slot: 1, weight: 9 }]] },
  { name: "setDomainState", calls: [["setDomainState", { domain: a, state: "maint" }]] },
  ...atFullSize([UNDO], []), // below its plan, it is the addition of a domain
  { name: REFUSED, calls: [["addServer", { domain: b, ip, slot: 4 }]] },
  {
    name: "several changes at once",
    calls: [
      ["addDomain", { domain: "n.example.test", server: { ip, port: 90 } }],
      ["removeDomain", { domain: b }],
      ["setServerWeight", { domain: a, slot: 2, weight: 5 }],
    ],
  },
];

const STEP = atFullSize(1, 7);

/** Fault points of a case: other ones of each. */
export function chosen(count: number, caseIndex: number): readonly number[] {
  const all = Array.from({ length: count }, (_, index) => index + 1);
  return all.filter((number) => number % STEP === caseIndex % STEP);
}
