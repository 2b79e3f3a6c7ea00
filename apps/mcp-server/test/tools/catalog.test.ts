import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { catalog } from "../../src/index.js";
import { listedSchema } from "../../src/mcp/tool-schema.js";

const files = readdirSync(join(import.meta.dirname, "../../src/tools/catalog"), {
  recursive: true,
  encoding: "utf8",
})
  .filter((file) => file.endsWith(".ts") && file !== "index.ts")
  .map((file) => `haproxy_${basename(file, ".ts").replaceAll("-", "_")}`);
const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");

const jsonOf = (schema: (typeof catalog)[number]["input"], side: "input" | "output") =>
  listedSchema(schema)["~standard"].jsonSchema[side]({ target: "draft-2020-12" });

it("has one tool for each file, named after it", () => {
  expect(catalog.map(({ name }) => name).sort()).toEqual([...files].sort());
});

it.each(catalog)(
  "$name has a test file of its own, with a whole result, its text, and an error",
  ({ name }) => {
    const file = join(import.meta.dirname, `${name.replace("haproxy_", "").replaceAll("_", "-")}.test.ts`);

    const snapshots = readFileSync(file, "utf8").match(/toMatchInlineSnapshot\(/g);

    expect(snapshots?.length).toBeGreaterThanOrEqual(3);
  },
);

it.each(catalog)("$name has a row in the README", ({ name }) => {
  expect(readme).toContain(`| \`${name}\` `);
});

it.each(catalog)(
  "$name has a title, a description that fits, and a name that fits",
  ({ name, title, description }) => {
    expect(title).not.toBe("");
    expect(description.length).toBeGreaterThan(40);
    expect(description.length).toBeLessThanOrEqual(1024);
    expect(name.length).toBeLessThanOrEqual(45);
  },
);

it.each(catalog)("$name is described by one sentence, then by when to use it", ({ description }) => {
  expect(description).toMatch(/^[A-Z](?:[^.]|\.(?! ))+\. Use it when /);
});

it.each(catalog)("$name has dry_run if it changes something, and a plan to show", (tool) => {
  const changes = !tool.annotations.readOnlyHint;

  expect(Object.hasOwn(tool.input.shape, "dry_run")).toBe(changes);
  expect(Object.hasOwn(tool.output.shape, "plan")).toBe(changes);
});

it.each(catalog)("$name is not both read-only and destructive", ({ annotations }) => {
  expect(Object.keys(annotations).sort()).toEqual([
    "destructiveHint",
    "idempotentHint",
    "openWorldHint",
    "readOnlyHint",
  ]);
  expect(annotations.readOnlyHint && annotations.destructiveHint).toBe(false);
});

it.each(catalog)(
  "$name has plain schemas: every input described, nothing that adapters strip",
  ({ input, output }) => {
    const listed = JSON.stringify([jsonOf(input, "input"), jsonOf(output, "output")]);

    expect(listed).not.toMatch(/anyOf|oneOf|allOf|\$ref/);
    for (const field of Object.values(
      (jsonOf(input, "input")["properties"] ?? {}) as Record<string, object>,
    )) {
      expect(field).toHaveProperty("description");
    }
  },
);
