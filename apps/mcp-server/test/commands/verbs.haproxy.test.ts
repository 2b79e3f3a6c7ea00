import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { atFullSize, until } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { askServer } from "../../src/commands/ask-server.js";
import { toolVerbsOf } from "../../src/commands/either-verb.js";
import { EXIT } from "../../src/commands/exit-codes.js";
import { loadVerbs } from "../../src/commands/verb-list.js";
import { settingsFor, startPools, startServing } from "../support/program.js";
import type { Ended } from "../support/run.js";
import { said } from "../support/said.js";
import { shared } from "../support/shared.js";

/** HAProxy with its files, and a server for calls from elsewhere. */
const machine = shared(async () => {
  const haproxy = await startPools();
  const serving = await startServing(haproxy);
  return {
    settings: await settingsFor(haproxy),
    haproxy,
    remote: ["--url", String(serving.url)],
    async [Symbol.asyncDispose]() {
      await serving[Symbol.asyncDispose]();
      await haproxy[Symbol.asyncDispose]();
    },
  };
});

const command = (line: string, ...more: readonly string[]): Promise<Ended> =>
  said([...line.split(" "), ...more], machine().settings);

it("adds, lists, shows and removes a domain", async () => {
  const added = await command("domains add day.example.com 127.0.0.1:81 [::1]:82 --reason first");
  const table = await command("domains list --filter day");
  const names = await command("domains list --filter day --output name");
  const fields = await command("domains list --filter day --fields servers,domain");
  const json = await command("domains list --filter day --output json");

  expect(added).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^Added day\.example\.com on pool_\d: slot 1 127\.0\.0\.1:81, slot 2 /),
    stderr: "",
  });
  expect(table.stdout).toMatch(
    /^DOMAIN +POOL +SERVERS\nday\.example\.com {2}pool_\d {2}127\.0\.0\.1:81, \[::1\]:82\n$/,
  );
  expect(names.stdout).toBe("day.example.com\n");
  expect(fields.stdout).toMatch(/^SERVERS +DOMAIN\n127\.0\.0\.1:81, \[::1\]:82 {2}day\.example\.com\n$/);
  expect(JSON.parse(json.stdout)).toMatchObject({ total: 1, domains: [{ domain: "day.example.com" }] });

  expect((await command("health day.example.com --fields address")).stdout).toBe(
    "ADDRESS\n127.0.0.1:81\n[::1]:82\n",
  );

  const planned = await command("domains remove day.example.com --dry-run");
  const unasked = await command("domains remove day.example.com");
  const removed = await command("domains remove day.example.com --yes --quiet");

  expect(planned).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Dry run: nothing was changed\./),
  });
  expect(unasked).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/Nothing was changed\. Add --yes/),
  });
  expect(removed).toEqual({ code: 0, stdout: "", stderr: "" });
  expect((await command("history day.example.com --fields operation,reason")).stdout).toBe(
    "OPERATION      REASON\nremove_domain  -\nadd_domain     first\n",
  );
});

it("asks a running server for its health, as doctor does", async () => {
  const [, url = ""] = machine().remote;

  expect(await askServer(url, new AbortController().signal)).toMatchObject({
    kind: "server",
    health: { components: { mcp: { status: "ok" }, haproxy: { status: "ok" } } },
  });
});

it("calls a remote server as it calls this machine", async () => {
  const { remote } = machine();
  const far = (line: string) => said([...line.split(" "), ...remote], { HAPROXY_SOCKET: "/nonexistent" });

  const added = await far("domains add far.example.com 127.0.0.1:81 --reason elsewhere");
  const listed = await far("domains list --filter far --output name");

  expect(added).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Added far\.example\.com /),
    stderr: "",
  });
  expect(listed.stdout).toBe("far.example.com\n");
  expect(await far("top far.example.com --once --fields address,sessions")).toEqual({
    code: 0,
    stdout: "ADDRESS       SESSIONS\n127.0.0.1:81  0\n",
    stderr: "",
  });
  expect((await far("watch --once --fields what")).stdout).toMatch(
    /^WHAT\n\d+ servers?: [\s\S]*\nhistory\n$/, // which that server does not show
  );
  expect(await far("domains show gone.example.com")).toMatchObject({ code: 3 });
  expect((await command("history far.example.com --fields reason")).stdout).toBe("REASON\nelsewhere\n");
});

it("adds, drains, moves and removes servers, and undoes it", async () => {
  await command("domains add work.example.com 127.0.0.1:81 127.0.0.1:82");

  const inJson = await command("servers drain work.example.com 2 --wait 60s --output json");
  await command("servers ready work.example.com 2");
  const drained = await command("servers drain work.example.com 1 --wait 60s");
  const put = await command("servers put work.example.com 3 127.0.0.1:83 --weight 5");
  const listed = await command("servers list work.example.com --fields slot,address,weight,state");
  const removed = await command("servers remove work.example.com 1 --yes");
  const undone = await command("undo");

  expect(JSON.parse(inJson.stdout)).toMatchObject({
    server: { slot: 2, state: "drain" },
    waited: { drained: true },
  });
  expect(drained.stdout).toMatch(
    /slot 1 .* is set to drain \(before: ready\)\n(?:warning: .+\n)?work\.example\.com has no sessions left/,
  );
  expect(put.code).toBe(0);
  expect(listed.stdout).toBe(
    "SLOT  ADDRESS       WEIGHT  STATE\n1     127.0.0.1:81  1       drain\n2     127.0.0.1:82  1       ready\n3     127.0.0.1:83  5       ready\n",
  );
  expect(removed.stdout).toMatch(/^Removed /);
  expect(undone).toMatchObject({ code: 0, stdout: expect.stringContaining("Undid remove_server") });
  expect((await command("servers list work.example.com --output name")).stdout).toBe("1\n2\n3\n");
});

it.each([
  ["health", 5],
  ["stats domains", 0],
  ["stats backends", 0],
  ["stats frontends", 0],
  ["stats servers", 0],
  ["servers find", 0],
  ["certs list", 0],
  ["certs list --expiring 14d", 0],
  ["certs renew --all --dry-run", 0],
  ["restore --dry-run", 0],
  ["save --dry-run", 0],
  ["config check", 1], // HAPROXY_HOST_KIND=none
])("%s responds, with exit code %i", async (line, code) => {
  expect(await command(line)).toMatchObject({ code });
});

const harmless = (await loadVerbs())
  .flatMap(toolVerbsOf)
  // with files that are not here
  .filter(({ parts }) => !["haproxy_export", "haproxy_import"].includes(parts.tool.name))
  .flatMap(({ examples, parts }) =>
    examples.filter((line) => parts.tool.annotations.readOnlyHint || line.includes("--dry-run")),
  )
  // of the others, one waits for servers that do not run, and one for the end of its sample
  .filter((line) => !/^servers wait-healthy \S+$|--sample/.test(line));

it("runs the examples of its help that change nothing", async () => {
  await command("domains add www.example.com 127.0.0.1:8080 127.0.0.2:8080");
  const lines = atFullSize(
    harmless,
    harmless.filter((_, index) => index % 4 === 0),
  );
  const wrong: unknown[] = [];
  for (const line of lines) {
    const ended = await command(line);
    // what they name may not exist, and nothing here is healthy
    if (![EXIT.done, EXIT.notFound, EXIT.degraded, EXIT.refused].includes(ended.code as 0))
      wrong.push([line, ended]);
  }

  expect(wrong).toEqual([]);
  await command("domains remove www.example.com --yes");
});

it("rolls back what Ctrl-C interrupts, and says so", async () => {
  await command("domains add stop.example.com 127.0.0.1:81");
  const { settings, haproxy } = machine();
  const line = "servers replace stop.example.com 127.0.0.1:1 --timeout 45s --drain 0s --yes";
  const control = new AbortController();

  const replacing = said(line.split(" "), settings, control.signal);
  const isAdded = async () => /"http_port": ?1\b/.test(await readFile(haproxy.serversFile, "utf8"));
  await until("the new server is added", 15_000, isAdded);
  control.abort("SIGINT");
  const stopped = await replacing;

  expect(stopped).toMatchObject({ code: 1, stderr: expect.stringMatching(/^CANCELLED: .*as before/) });
  expect((await command("servers list stop.example.com --fields address")).stdout).toBe(
    "ADDRESS\n127.0.0.1:81\n",
  );
});

it("says what an HAProxy needs that keeps no requests", async () => {
  expect(await command("log")).toEqual({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^NO_ACCESS_LOG: .* Set HAPROXY_ACCESS_LOG to ring or stdout/),
  });
});

it("says what a remote server without the tool needs", async () => {
  expect(await command(`history --url ${machine().remote[1]}`)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("MCP_TOOLSETS=all"),
  });
});

it("makes, lists and revokes a token, each as a plan first", async () => {
  const planned = await command("token new client --role operate --dry-run");
  const made = await command("token new client --role operate --output json --reason audit");
  const listed = await command("token list --output name");
  const revoked = [
    await command("token revoke client --dry-run"),
    await command("token revoke client"),
    await command("token revoke client --yes"),
    await command("token revoke client --yes"),
  ];

  expect(planned.stdout).toMatch(
    /^Dry run: nothing was changed\. It would make the token client with the role operate, valid until .*Z\.\n$/,
  );
  expect(JSON.parse(made.stdout)).toMatchObject({
    name: "client",
    role: "operate",
    token: expect.stringMatching(/^hmcp_/),
  });
  expect(listed.stdout).toBe("client\n");
  expect(revoked.map(({ code }) => code)).toEqual([0, 2, 0, 3]);
  const elsewhere = { ...machine().settings, HAPROXY_MCP_URL: "https://mcp.example.com/mcp" };
  expect(await said(["token", "list"], elsewhere)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^HAPROXY_MCP_URL names a remote server, and tokens .* Nothing was done/),
  });
  expect((await command("history --limit 2 --fields operation,reason")).stdout).toBe(
    "OPERATION     REASON\ntoken revoke  -\ntoken new     audit\n",
  );
});

it("refuses a token that the remote server does not know", async () => {
  const refused = await command(`domains list --url ${machine().remote[1]} --token wrong-wrong-wrong-wrong`);

  expect(refused).toMatchObject({ code: 7, stderr: expect.stringMatching(/^NOT_ALLOWED: .*--token/) });
  expect(refused.stderr).not.toContain("wrong-wrong");
});

it("sends the token of HAPROXY_MCP_URL to no other server", async () => {
  const [, url = ""] = machine().remote;
  const withToken = { ...machine().settings, HAPROXY_MCP_TOKEN: "wrong-wrong-wrong-wrong" };
  const list = ["domains", "list", "--url", url];

  expect(await said(list, withToken)).toMatchObject({ code: 7 });
  expect(await said(list, { ...withToken, HAPROXY_MCP_URL: url })).toMatchObject({ code: 7 });
  expect(await said(list, { ...withToken, HAPROXY_MCP_URL: "https://mcp.example.com/mcp" })).toMatchObject({
    code: 0,
  });
});

it("calls a tool by its name", async () => {
  const listed = await command("tool list_domains", '{"filter": "nowhere"}');

  expect(JSON.parse(listed.stdout)).toEqual({ domains: [], total: 0, problems: [] });
  expect(await command("tool list_domain")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("did you mean haproxy_list_domains?"),
  });
  expect(await command("tool list_domains", "[]")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("must be a JSON object"),
  });
});

it.each([
  ["domains show gone.example.com", 3, /^DOMAIN_NOT_FOUND: .* See haproxy-mcp domains list/],
  ["domains add not_a_name", 2, /^INVALID_DOMAIN: /],
  [
    "domains add a.example.com 10.0.0.1 --color",
    2,
    /^unknown option '--color'.*; see haproxy-mcp domains add --help/,
  ],
  ["certs renew", 2, /^certs renew needs the name of a certificate, or --all/],
  ["certs renew example.com --all", 2, /^certs renew needs the name of a certificate, or --all/],
  ["certs renew gone.example.com --dry-run", 3, /^CERTIFICATE_NOT_FOUND: /],
  ["domains list --output xml", 2, /^--output is "xml"; it must be table, json, name/],
  ["domains list --fields port", 2, /^--fields has "port"; the fields are domain,pool,/],
  ["domains remove a.example.com --drain soon", 2, /^"soon" is no time; /],
  ["domains list --url ftp://example.com/", 2, /^the URL is /],
  [
    "domains list --url http://127.0.0.1:1/mcp",
    4,
    /^SERVER_UNREACHABLE: http:\/\/127\.0\.0\.1:1\/mcp does not respond /,
  ],
])("%s: exit code %i", async (line, code, message) => {
  expect(await command(line)).toEqual({ code, stdout: "", stderr: expect.stringMatching(message) });
});

it("exits with 4 if HAProxy does not respond, and changes nothing", async () => {
  const { settings, haproxy } = machine();
  const away = { ...settings, HAPROXY_SOCKET: join(haproxy.dir, "none.sock") };

  expect(await said(["domains", "add", "away.example.com"], away)).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/^HAPROXY_UNREACHABLE: /),
  });
});
