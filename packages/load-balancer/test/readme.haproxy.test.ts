import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { readmeExample } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { startPools } from "./harness.js";

it("does what the README shows", async () => {
  await using haproxy = await startPools({ count: 100, slots: 10 });

  const { stdout, expected } = await readmeExample(fileURLToPath(new URL("..", import.meta.url)), {
    env: { DATA_FOLDER: haproxy.dir, SOCKET_NAME: basename(haproxy.runtimeSocket) },
  });

  expect(stdout).toBe(expected);
});
