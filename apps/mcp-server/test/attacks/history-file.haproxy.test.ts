import {
  appendFile,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { atFullSize } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { type Served, startServed } from "../support/served.js";
import { shared } from "../support/shared.js";
import { stateOf } from "./state-of.js";

const served = shared(() => startServed({}, undefined, { MCP_TOOLSETS: "all" }));

const VICTIM = "a file of another program\n";

/** Where the history is, and a file that the attacker wants to have written. */
async function place({ haproxy }: Served) {
  const victim = join(haproxy.dir, "victim");
  await writeFile(victim, VICTIM);
  return { history: join(haproxy.dir, "history.jsonl"), victim };
}

const REPLACED: readonly (readonly [string, (history: string, victim: string) => Promise<unknown>])[] = [
  ["a link", (history, victim) => symlink(victim, history)],
  ["a second name of another file", (history, victim) => link(victim, history)],
  ["a link to nothing", (history) => symlink("/nonexistent/history", history)],
  ["a folder", (history) => mkdir(history)],
];

describe("a history that was replaced", () => {
  it.each(atFullSize(REPLACED, REPLACED.slice(0, 2)))(
    "by %s is not written to, and every change is refused",
    async (_, replace) => {
      const { history, victim } = await place(served());
      await served().call("haproxy_add_domain", {
        domain: "before.example.com",
        ip: "127.0.0.1",
        http_port: 81,
      });
      const before = await stateOf(served().haproxy);
      await rename(history, `${history}.away`);
      await replace(history, victim);

      for (const [name, args] of [
        ["haproxy_add_domain", { domain: "attack.example.com" }],
        ["haproxy_remove_domain", { domain: "before.example.com" }],
      ] as const) {
        const refused = await served().client.callTool({ name, arguments: args });
        expect(refused._meta).toMatchObject({ error: { code: "HISTORY_UNWRITABLE" } });
        expect(refused.content[0]?.text).toContain("Nothing was changed");
      }
      expect(await stateOf(served().haproxy)).toEqual(before);
      expect(await readFile(victim, "utf8")).toBe(VICTIM);
      await served().call("haproxy_list_domains", {});

      await rm(history, { recursive: true });
      await rename(`${history}.away`, history);
      await served().call("haproxy_remove_domain", { domain: "before.example.com" });
    },
  );
});

it("a history that was cut off and filled with other text hides no later change, and says where it is broken", async () => {
  const { history } = await place(served());
  const add = (domain: string) => served().call("haproxy_add_domain", { domain });
  await add("one.example.com");
  await truncate(history, (await readFile(history)).length - 10);
  await add("two.example.com");
  await appendFile(history, '\0\0\n{"kind":"end"}\nnot JSON');
  await add("three.example.com");

  const { data, text } = await served().call("haproxy_history", { limit: 3 });

  const operations = (data["entries"] as { arguments: { domain: string } }[]).map(
    (entry) => entry.arguments.domain,
  );
  expect(operations).toEqual(["three.example.com", "two.example.com", "one.example.com"]);
  expect(data["problems"]).toContainEqual(
    expect.stringMatching(/history\.jsonl line \d+ is not a valid record/),
  );
  expect(text).toContain("is not a valid record");
});

it("leaves no other file in the folder", async () => {
  const names = await readdir(served().haproxy.dir);
  expect(names.filter((name) => /history|access/.test(name)).sort()).toEqual(["access.log", "history.jsonl"]);
});
