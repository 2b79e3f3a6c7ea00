import { type DomainPattern, parseDomainPattern, parseIpAddress, type Slot } from "@haproxy-mcp/validation";
import fc from "fast-check";
import { server } from "../src/contract/harness.js";
import type { DesiredState, ServerRecord, Servers } from "../src/index.js";

const NAMES = [
  "example.com",
  "*.example.com",
  "a.example.com",
  "*.b.example.com",
  "xn--bcher-kva.example",
  "z.example.org",
];

export const anyPattern: fc.Arbitrary<DomainPattern> = fc
  .constantFrom(...NAMES)
  .map((name) => parseDomainPattern(name));

export const anyPoolNumber = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 100 }));

const anyServer: fc.Arbitrary<ServerRecord> = fc
  .record({
    ip: fc.oneof(
      fc.tuple(fc.integer({ min: 1, max: 223 }), fc.nat(255)).map(([a, b]) => `${a}.0.0.${b}`),
      fc.integer({ min: 1, max: 0xffff }).map((part) => `2001:db8::${part.toString(16)}`),
    ),
    port: fc.integer({ min: 1, max: 65535 }),
    weight: fc.oneof(fc.constant(1), fc.integer({ min: 0, max: 256 })),
    state: fc.constantFrom("ready" as const, "drain" as const, "maint" as const),
  })
  .map(({ ip, port, weight, state }) => server(parseIpAddress(ip), port, weight, state));

export const anySlots: fc.Arbitrary<Servers> = fc
  .uniqueArray(
    fc.tuple(
      fc.integer({ min: 1, max: 12 }).map((slot) => slot as Slot),
      anyServer,
    ),
    {
      selector: ([slot]) => slot,
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((entries) => new Map(entries.sort(([a], [b]) => a - b)));

/** Servers as servers.json has them: by name. */
export const anyRecords: fc.Arbitrary<ReadonlyMap<DomainPattern, Servers>> = fc
  .uniqueArray(fc.tuple(anyPattern, anySlots), { selector: ([pattern]) => pattern })
  .map((entries) => new Map(entries));

/** Some names share a pool, and some pools have no servers. */
export const anyPools: fc.Arbitrary<DesiredState["pools"]> = fc
  .record({
    names: fc.uniqueArray(fc.tuple(anyPattern, anyPoolNumber), { selector: ([pattern]) => pattern }),
    servers: fc.array(fc.oneof(anySlots, fc.constant(new Map())), {
      minLength: NAMES.length,
      maxLength: NAMES.length,
    }),
  })
  .map(({ names, servers }) => {
    const pools = new Map<number, { names: Set<DomainPattern>; servers: Servers }>();
    for (const [name, number] of names) {
      const { names: its = [], servers: known = servers[pools.size] ?? new Map() } = pools.get(number) ?? {};
      pools.set(number, { names: new Set([...its, name]), servers: known });
    }
    return pools;
  });

/** A line about a name of ours that is neither an entry nor only a comment. */
export const anyUncertainLine: fc.Arbitrary<string> = fc
  .tuple(
    anyPattern.map((pattern) => pattern.replace("*", "")),
    fc.constantFrom(1, 2, 22),
    fc.constantFrom<(key: string, pool: number) => string>(
      (key, pool) => `${key} pool_${pool} # moved`,
      (key, pool) => `${key}  pool_${pool}x`,
      (key, pool) => `${key} pool_${pool} pool_3`,
      (key) => `${key}`,
      (key) => `\t${key} two words `,
      (key, pool) => `${key.toUpperCase()} pool_${pool}`,
      (key, pool) => `*${key} pool_${pool}`,
      (key, pool) => `${key}. pool_${pool}`,
      (key, pool) => `# ${key} pool_${pool}`,
      (key, pool) => `#${key}\tpool_${pool} `,
      (key, pool) => ` #${key} pool_${pool}`,
      (key, pool) => `pool_${pool} ${key}`,
    ),
  )
  .map(([key, pool, write]) => write(key, pool));

/** What operators, editors and accidents put into a map file. */
export const anyMapText: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(
      fc.tuple(
        fc.oneof(
          fc.constantFrom(
            "",
            "  ",
            "# a comment",
            "#example.com pool_1",
            " # not a comment",
            "example.com",
            "a\tb c  ",
            "a b\r",
            "\r",
            "Example.com pool_3",
          ),
          fc.constantFrom(
            "localhost pool_7",
            "b\u00fccher.example pool_2",
            "www.example.net web ",
            "\ufeff",
            "a\rb pool_1",
            "\0",
          ),
          anyUncertainLine,
          fc
            .tuple(
              anyPattern,
              fc.constantFrom(" ", "\t", "   "),
              fc.constantFrom("pool_1", "pool_22", "web", "pool_01"),
              fc.constantFrom("", " ", "\t "),
            )
            .map(([pattern, space, value, rest]) => `${pattern.replace("*", "")}${space}${value}${rest}`),
          fc.string({ unit: "binary", maxLength: 12 }).map((text) => text.replaceAll("\n", "")),
        ),
        fc.constantFrom("\n", "\r\n"),
      ),
      { maxLength: 12 },
    ),
    fc.boolean(),
  )
  .map(([lines, endsInNewline]) => {
    const text = lines.map(([line, end]) => line + end).join("");
    return endsInNewline ? text : text.replace(/\r?\n$/, "");
  });
