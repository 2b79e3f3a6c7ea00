import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CLIENT_SETTINGS } from "../lib/bundle/client-settings.mjs";
import { renderServerJson } from "../lib/bundle/server-json.mjs";
import { ROOT } from "../lib/root.mjs";

const textOf = (...path: readonly string[]) => readFileSync(join(ROOT, ...path), "utf8");

describe("server.json", () => {
  it("is fresh: node scripts/server-json.mjs writes it", () => {
    expect(textOf("server.json")).toBe(renderServerJson());
  });

  it("is what the MCP registry accepts", () => {
    const { name, description, version } = JSON.parse(textOf("server.json"));

    expect(name).toMatch(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/);
    expect(description.length).toBeLessThanOrEqual(100);
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("has the name that the image has", () => {
    expect(textOf("deploy/Containerfile")).toContain(
      `io.modelcontextprotocol.server.name="${JSON.parse(textOf("server.json")).name}"`,
    );
  });
});

it.each(CLIENT_SETTINGS)("asks for $name, which docs/settings.md explains with that default", (setting) => {
  const [, fallback = ""] =
    new RegExp(`^\\| \`${setting.name}\` +\\| (\\S+) `, "m").exec(textOf("docs/settings.md")) ?? [];
  const [, said] = /Empty: (\/opt\S+)$/.exec(setting.description) ?? [];

  expect(fallback).not.toBe("");
  if (said !== undefined) expect(fallback).toBe(`\`${said}\``);
});
