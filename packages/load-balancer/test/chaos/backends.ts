import { startBackend, type TestBackend } from "@haproxy-mcp/test-haproxy";
import { NAMES } from "./paper.js";

/** Two servers for each name, which say its name. */
export interface Backends extends AsyncDisposable {
  readonly byName: ReadonlyMap<string, readonly TestBackend[]>;
}

export async function startBackends(): Promise<Backends> {
  const byName = new Map<string, readonly TestBackend[]>();
  for (const name of NAMES) byName.set(name, [await startBackend({ name }), await startBackend({ name })]);
  return {
    byName,
    async [Symbol.asyncDispose]() {
      for (const backend of [...byName.values()].flat()) await backend[Symbol.asyncDispose]();
    },
  };
}
