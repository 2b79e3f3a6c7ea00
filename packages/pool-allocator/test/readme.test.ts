import { readmeExample } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";

it("LI12 does what the README shows", async () => {
  const { stdout, expected } = await readmeExample(new URL("..", import.meta.url));

  expect(stdout).toBe(expected);
});
