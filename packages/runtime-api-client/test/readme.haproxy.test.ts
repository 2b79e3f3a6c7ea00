import { readmeExample } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { startOnePool } from "./haproxy.js";

it("does what the README shows", async () => {
  await using haproxy = await startOnePool();

  const { stdout, expected } = await readmeExample(new URL("..", import.meta.url), {
    env: { HAPROXY_SOCKET: haproxy.runtimeSocket, HAPROXY_MAP: haproxy.mapFile },
  });

  expect(stdout).toBe(expected);
});
