import { createRequire } from "node:module";
import { expect, it } from "vitest";

it("recognises an error of its CommonJS copy in its ESM copy", async () => {
  const esm = await import("@haproxy-mcp/validation");
  const cjs = createRequire(import.meta.url)("../dist/index.cjs") as typeof esm;

  expect(cjs.ValidationError).not.toBe(esm.ValidationError);
  expect(esm.ValidationError.isInstance(new cjs.ValidationError("INVALID_INPUT", "a", "b"))).toBe(true);
});
