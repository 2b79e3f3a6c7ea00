import { readmeExample } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";

it("LI6 the example of the README prints what it says", async () => {
  const { stdout, expected } = await readmeExample(new URL("..", import.meta.url));
  expect(stdout).toBe(expected);
});
