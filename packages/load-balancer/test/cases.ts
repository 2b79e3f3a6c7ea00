import { readFile, writeFile } from "node:fs/promises";
import { request, startBackend, type TestBackend, type TestHaproxy } from "@haproxy-mcp/test-haproxy";
import type { LoadBalancer } from "../src/index.js";
import { loadBalancerOf, startPools, storeOf } from "./harness.js";

const NAMES = ["one", "two", "three", "four"] as const;
type Name = (typeof NAMES)[number];

export const SERVED: readonly string[] = NAMES;

/** Domains `one.test` to `four.test` in the pools 1 to 4 of 6, with one server each that answers with its own name. */
export interface Arranged extends AsyncDisposable {
  readonly haproxy: TestHaproxy;
  /** The server that runs. */
  readonly loadBalancer: LoadBalancer;
  readonly backends: Readonly<Record<Name, TestBackend>>;
  /** Another process on the same files, such as one that was just started. */
  fresh(): LoadBalancer;
  /** The name that answers for a domain; its status where no server does. */
  visit(domain: string): Promise<string>;
  /** What the visitors of all domains meet, in order. */
  visitAll(): Promise<readonly string[]>;
  edit(file: "map" | "servers", change: (text: string) => string): Promise<void>;
  text(file: "map" | "servers" | "state"): Promise<string>;
}

export async function arrange(): Promise<Arranged> {
  const haproxy = await startPools({ count: 6 });
  const entries = await Promise.all(NAMES.map(async (name) => [name, await startBackend({ name })] as const));
  const fresh = () => loadBalancerOf(haproxy, haproxy.runtimeSocket, { count: 6 }, storeOf(haproxy));
  const loadBalancer = fresh();
  for (const [name, { ip, port }] of entries) {
    await loadBalancer.addDomain({ domain: `${name}.test`, server: { ip, port } });
  }
  const visit = async (host: string) => {
    const { status, body } = await request({ socketPath: haproxy.httpSocket }, { host });
    return status === 200 ? body : String(status);
  };
  const paths = { map: haproxy.mapFile, servers: haproxy.serversFile, state: haproxy.stateFile };
  return {
    haproxy,
    loadBalancer,
    backends: Object.fromEntries(entries) as Record<Name, TestBackend>,
    fresh,
    visit,
    visitAll: () => Promise.all(NAMES.map((name) => visit(`${name}.test`))),
    text: (file) => readFile(paths[file], "utf8"),
    edit: async (file, change) => writeFile(paths[file], change(await readFile(paths[file], "utf8"))),
    async [Symbol.asyncDispose]() {
      await haproxy[Symbol.asyncDispose]();
      await Promise.all(entries.map(([, backend]) => backend[Symbol.asyncDispose]()));
    },
  };
}
