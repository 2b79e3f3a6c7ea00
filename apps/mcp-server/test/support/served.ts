import type { TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { expect } from "vitest";
import { openClient, type TestClient } from "./clients.js";
import { type Serving, type Settings, startPools, startServing } from "./program.js";

/** HAProxy, its server, and a client. */
export interface Served extends AsyncDisposable {
  readonly haproxy: TestHaproxy;
  readonly serving: Serving;
  readonly client: TestClient;
  /** The result of a call that must succeed. */
  call(
    name: string,
    args: Record<string, unknown>,
  ): Promise<{ readonly data: Record<string, unknown>; readonly text: string }>;
}

export async function startServed(
  files: Readonly<Record<string, string>> = {},
  pools = { count: 5, slots: 3 },
  settings: Settings = {},
): Promise<Served> {
  const haproxy = await startPools(files, pools);
  const serving = await startServing(haproxy, { HAPROXY_POOL_COUNT: String(pools.count), ...settings });
  const client = await openClient(serving.url);
  return {
    haproxy,
    serving,
    client,
    async call(name, args) {
      const result = await client.callTool({ name, arguments: args });
      expect(result.isError, result.content[0]?.text).not.toBe(true);
      return { data: result.structuredContent ?? {}, text: result.content[0]?.text ?? "" };
    },
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await serving[Symbol.asyncDispose]();
      await haproxy[Symbol.asyncDispose]();
    },
  };
}
