import { join } from "node:path";
import { expect, it } from "vitest";
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
  expect(await far("domains show gone.example.com")).toMatchObject({ code: 3 });
  expect((await command("history far.example.com --fields reason")).stdout).toBe("REASON\nelsewhere\n");
});

it.each([
  ["domains show gone.example.com", 3, /^DOMAIN_NOT_FOUND: .* See haproxy-mcp domains list/],
  ["domains add not_a_name", 2, /^INVALID_DOMAIN: /],
  [
    "domains add a.example.com 10.0.0.1 --color",
    2,
    /^unknown option '--color'.*; see haproxy-mcp domains add --help/,
  ],
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
