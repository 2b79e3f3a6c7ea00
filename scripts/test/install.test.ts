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

describe("docs/clients.md", () => {
  const text = textOf("docs/clients.md");
  const blocks = (kind: string) =>
    [...text.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\`$`, "gms"))].map(([, block = ""]) => block);
  const local = { url: "http://127.0.0.1:8000/mcp" };

  it("shows settings that are JSON, each with the name that the commands have", () => {
    const shown = blocks("json").map((block) => JSON.parse(block));

    expect(shown.map(({ mcpServers, servers }) => Object.keys(mcpServers ?? servers))).toEqual([
      ["haproxy"],
      ["haproxy"],
      ["haproxy"],
    ]);
  });

  it("has links and a command that add the server of this machine", () => {
    const [code = "", cursor = ""] = blocks("text").map((link) => link.trim());
    const [, added = ""] = /--add-mcp '(.*)'/.exec(text) ?? [];
    const cursorConfig = new URL(cursor).searchParams.get("config") ?? "";

    expect(JSON.parse(added)).toEqual({ name: "haproxy", type: "http", ...local });
    expect(decodeURIComponent(code)).toBe(`vscode:mcp/install?${added}`);
    expect(JSON.parse(Buffer.from(cursorConfig, "base64").toString())).toEqual(local);
  });
});
