import { appendFile, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { startBackend } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { addedDomain } from "../support/entries.js";
import { settingsFor, startProgram } from "../support/program.js";
import { startServed } from "../support/served.js";
import { shared } from "../support/shared.js";

/** What a process that was killed before it replaced a file has left. */
const { steps, end: _, undoneBy: __, ...begin } = addedDomain({ writer: { pid: 1, started: "never" } });
const KILLED = [{ ...begin, kind: "begin" }, ...steps].map((line) => `${JSON.stringify(line)}\n`).join("");

const served = shared(() =>
  startServed({ "history.jsonl": KILLED }, { count: 20, slots: 3 }, { MCP_TOOLSETS: "all" }),
);
let count = 0;
/** A domain that no other test uses. */
const newDomain = () => `h${++count}.example.test`;

type Entries = readonly { readonly id: string; readonly [field: string]: unknown }[];

async function entriesOf(domain: string): Promise<Entries> {
  const { data } = await served().call("haproxy_history", { domain });
  return data["entries"] as Entries;
}

async function textOf(name: string, args: Record<string, unknown>): Promise<string> {
  const { content } = await served().client.callTool({ name, arguments: args });
  return content[0]?.text ?? "";
}

it("finds out at the start how the change of a killed process ended", async () => {
  expect(await entriesOf("d1.example.test")).toMatchObject([
    { result: "rolled back", error: "the process ended before it could report", changes: [] },
  ]);
});

it("shows a change with its caller and its client, and undoes it", async () => {
  const domain = newDomain();
  const { call } = served();
  await call("haproxy_add_domain", { domain, ip: "10.0.0.5", aliases: [`www.${domain}`] });
  const [added] = await entriesOf(`www.${domain}`);
  expect(added).toMatchObject({
    caller: "127.0.0.1",
    client: expect.stringMatching(/^\S+ \d/),
    way: "MCP",
    operation: "add_domain",
    result: "done",
    domains: [domain, `www.${domain}`],
    changes: [
      /^h.*: no pool → pool_/,
      /^www.*: no pool → pool_/,
      /^pool_.*: empty → 10\.0\.0\.5:80 weight 1 ready$/,
    ].map((text) => expect.stringMatching(text) as unknown),
  });

  const planned = await call("haproxy_undo", { change: added?.id, dry_run: true });
  expect(planned.text).toContain("Dry run: nothing was changed");
  const undone = await call("haproxy_undo", { change: added?.id });

  expect(undone.data).toMatchObject({ undone: added?.id, domains: [domain, `www.${domain}`] });
  expect(await textOf("haproxy_list_servers", { domain })).toContain("DOMAIN_NOT_FOUND");
  const [undo, first] = await entriesOf(domain);
  expect([undo?.["undoes"], first?.["undone_by"]]).toEqual([added?.id, undo?.id]);
  expect(await textOf("haproxy_undo", { change: added?.id })).toContain(
    `was undone already, by 127.0.0.1 in ${undo?.id}`,
  );

  await call("haproxy_undo", { change: undo?.id });
  expect((await call("haproxy_list_servers", { domain })).data["servers"]).toMatchObject([
    { ip: "10.0.0.5" },
  ]);
});

it("records a replacement of servers as one change, which is undone in one", async () => {
  const domain = newDomain();
  const { call } = served();
  await using before = await startBackend({ name: "before" });
  await using after = await startBackend({ name: "after" });
  const serverAt = ({ ip, port }: typeof before) => ({ ip, http_port: port });
  const ports = async () =>
    (await call("haproxy_list_servers", { domain })).data["servers"] as { readonly http_port: number }[];
  await call("haproxy_add_domain", { domain, ...serverAt(before) });
  await call("haproxy_replace_servers", { domain, servers: [serverAt(after)] });
  expect(await ports()).toMatchObject([{ http_port: after.port }]);

  const entries = await entriesOf(domain);
  expect(entries.map(({ operation }) => operation)).toEqual(["replace_servers", "add_domain"]);
  await call("haproxy_undo", { change: entries[0]?.id });

  expect(await ports()).toMatchObject([{ http_port: before.port, state: "ready" }]);
});

it("refuses an undo after a newer change, and says whose it was", async () => {
  const domain = newDomain();
  const { call } = served();
  await call("haproxy_add_domain", { domain, ip: "10.0.0.5" });
  const [added] = await entriesOf(domain);
  await call("haproxy_set_server_weight", { domain, slot: 1, weight: 7 });
  const [weighed] = await entriesOf(domain);

  const text = await textOf("haproxy_undo", { change: added?.id });

  expect(text).toMatch(/^CHANGED_SINCE: /);
  expect(text).toContain(`changed by set_server_weight ${weighed?.id} by 127.0.0.1`);
  await call("haproxy_undo", { change: weighed?.id });
  await call("haproxy_undo", { change: added?.id });
  expect(await textOf("haproxy_list_servers", { domain })).toContain("DOMAIN_NOT_FOUND");
});

it("records what was edited by hand as done by outside", async () => {
  const domain = newDomain();
  const { haproxy, call } = served();
  await call("haproxy_add_domain", { domain });
  await appendFile(haproxy.mapFile, `${domain}.org pool_1\n`);

  await expect
    .poll(() => entriesOf(`${domain}.org`), { timeout: 10_000 })
    .toMatchObject([{ caller: "outside", operation: "edit" }]);
});

it("shows the history and undoes a change on the command line, as the user of this machine", async () => {
  const domain = newDomain();
  const { haproxy, call } = served();
  await call("haproxy_add_domain", { domain });
  const [added] = await entriesOf(domain);
  const settings = await settingsFor(haproxy);
  const run = async (...args: readonly string[]) => {
    await using program = startProgram(args, settings);
    return { code: await program.end(), text: program.stdout() + program.stderr() };
  };

  const undone = await run("undo", added?.id ?? "", "--reason", "added by mistake");
  const [shown, again] = await Promise.all([
    run("history", domain, "--limit", "1"),
    run("undo", added?.id ?? ""),
  ]);

  expect(undone.text).toContain(`Undid add_domain ${added?.id} of 127.0.0.1`);
  expect(shown.text).toMatch(/^CHANGE .*\n\S+ +local:\S+ +undo +done +\S+ +added by mistake\n/);
  expect(again).toMatchObject({ code: 1, text: expect.stringMatching(/^NOT_UNDOABLE: /) });
  const file = join(dirname(haproxy.mapFile), "history.jsonl");
  expect((await readFile(file, "utf8")).split("\n").at(-1)).toBe("");
});
