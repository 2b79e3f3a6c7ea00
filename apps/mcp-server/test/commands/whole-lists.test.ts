import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { callWhole } from "../../src/commands/callers/call-whole.js";
import { createLocalCaller } from "../../src/commands/callers/local-caller.js";
import type { ToolCaller } from "../../src/commands/callers/tool-caller.js";
import { listDomains } from "../../src/tools/catalog/domains/list-domains.js";
import type { Tool } from "../../src/tools/define-tool.js";
import { asWhole } from "../../src/tools/whole-lists.js";

const tool = listDomains as unknown as Tool;

it("lists thousands of domains in one call", async () => {
  await using folder = await temporaryFolder();
  const names = Array.from({ length: 3_000 }, (_, index) => `d${index}.example.com`);
  await writeFile(join(folder.path, "domains.map"), names.map((name) => `${name} pool_1\n`).join(""));
  await using local = await createLocalCaller(
    { HAPROXY_MAP_FILE: join(folder.path, "domains.map"), HAPROXY_SERVERS_FILE: join(folder.path, "s.json") },
    undefined,
    true,
  );
  let calls = 0;
  const caller: ToolCaller = {
    ...local,
    call: (...args) => {
      calls += 1;
      return local.call(...args);
    },
  };

  const { signal } = new AbortController();
  const list = await callWhole(caller, { tool, pages: "domains" }, {}, { signal, progress: () => {} });

  expect([calls, (list["domains"] as readonly unknown[]).length]).toEqual([1, names.length]);
});

it("leaves the limit of a caller that does not ask for whole lists", () => {
  expect([asWhole(tool, { limit: 5 }, undefined), asWhole(tool, { limit: 5 }, true)]).toEqual([
    { limit: 5 },
    { limit: Number.POSITIVE_INFINITY },
  ]);
});
