import { readmeExample } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";

it("runs the README's example with the documented output", async () => {
  const { stdout, expected } = await readmeExample(new URL("..", import.meta.url));
  expect(stdout).toBe(expected);
});
