import { startBackend, type TestBackend, until } from "@haproxy-mcp/test-haproxy";
import { startWithCertificates, type WithCertificates } from "../support/certificates.js";

/** Domains with a server on the old host and one on the other, as `d1.example.test` on `pool_1`. */
export const COUNT = 30;
export const nameOf = (number: number) => `d${number}.example.test`;

export const OLD_HOST = "127.0.0.5";
const OTHER_HOST = "127.0.0.6";
/** Nothing listens there. */
export const CLOSED = { ip: "127.0.0.7", http_port: 1 };
/** What is due soon: certificates of the test's CA. */
const VALIDITY_S = 20 * 86_400;
const LIMIT_MS = 15_000;

export interface World extends WithCertificates {
  /** By name: `old`, `other`, and `new-1` and `new-2`, which no domain uses. */
  readonly backends: Readonly<Record<string, TestBackend>>;
}

export async function startWorld(): Promise<World> {
  const [old, other, one, two] = await Promise.all([
    startBackend({ name: "old", host: OLD_HOST }),
    startBackend({ name: "other", host: OTHER_HOST }),
    startBackend({ name: "new-1" }),
    startBackend({ name: "new-2" }),
  ]);
  const numbers = Array.from({ length: COUNT }, (_, index) => index + 1);
  const record = ({ ip, port }: TestBackend) => ({ ip, http_port: port });
  const servers = numbers.map((number) => [nameOf(number), { 1: record(old), 2: record(other) }]);
  const at = await startWithCertificates(
    { MCP_TOOLSETS: "all" },
    {
      pools: { count: COUNT + 5, slots: 4 },
      check: "check inter 200ms",
      validityS: VALIDITY_S,
      files: {
        "domains.map": numbers.map((number) => `${nameOf(number)} pool_${number}\n`).join(""),
        "servers.json": JSON.stringify(Object.fromEntries(servers)),
      },
    },
  );
  const world = {
    ...at,
    backends: { old, other, "new-1": one, "new-2": two },
    async [Symbol.asyncDispose]() {
      await at[Symbol.asyncDispose]();
      await Promise.all([old, other, one, two].map((backend) => backend[Symbol.asyncDispose]()));
    },
  };
  await until("HAProxy has checked every server", LIMIT_MS, async () => {
    const servers = await serversIn(world, "");
    return servers.length === 2 * COUNT && servers.every((server) => server.endsWith(" UP"));
  });
  return world;
}

/** Where a backend is, as tools take it. */
export function addressOf({ backends }: World, name: string): { ip: string; http_port: number } {
  const backend = backends[name];
  if (backend === undefined) throw new Error(`no backend ${name}`);
  return { ip: backend.ip, http_port: backend.port };
}

/** `pool_1`, where HAProxy itself routes a name. */
export async function routeOf({ haproxy }: World, name: string): Promise<string | undefined> {
  const map = await haproxy.runtime(`show map ${haproxy.mapFile}`);
  return map
    .split("\n")
    .map((line) => line.split(" "))
    .find(([, key]) => key === name)?.[2];
}

/**
 * `pool_1_1 127.0.0.5:8000 UP`, as HAProxy itself reports the servers of a pool, or with no name of all; empty slots are left out.
 */
export async function serversIn(
  { haproxy }: Pick<World, "haproxy">,
  pool: string,
): Promise<readonly string[]> {
  const [header = "", ...rows] = (await haproxy.runtime("show stat")).trim().split("\n");
  const columns = header.slice(2).split(",");
  return rows
    .map((row) => row.split(","))
    .map((cells) => (name: string) => cells[columns.indexOf(name)] ?? "")
    .filter((cell) => cell("svname").startsWith(`${pool || "pool"}_`))
    .filter((cell) => !cell("addr").endsWith(":80"))
    .map((cell) => `${cell("svname")} ${cell("addr")} ${cell("status")}`);
}
