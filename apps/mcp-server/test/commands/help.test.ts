import { execFile } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { atFullSize, freePort, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { toolVerbsOf } from "../../src/commands/either-verb.js";
import { loadVerbs } from "../../src/commands/verb-list.js";
import { MAIN } from "../support/program.js";
import { run } from "../support/run.js";

const ALL = await loadVerbs();
const VERBS = [...ALL.map(({ name }) => name), "help", "version"];
/** Verbs of tools share all that they do before they run. */
const APART = [
  ...ALL.filter((verb) => toolVerbsOf(verb).length === 0).map(({ name }) => name),
  "servers drain",
  "help",
  "version",
];

// each is a start of the program
const STARTED = atFullSize(APART, ["up", "servers drain", "token new"]);

it.each(STARTED)("%s --help shows the options, writes nothing and listens nowhere", async (verb) => {
  await using folder = await temporaryFolder();
  const port = await freePort();
  const inFolder = (name: string) => join(folder.path, name);
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [MAIN, ...verb.split(" "), "--help"],
    {
      cwd: folder.path,
      env: {
        PATH: process.env["PATH"],
        HOME: folder.path,
        MCP_PORT: String(port),
        MCP_TOKEN_FILE: inFolder("token.env"),
        HAPROXY_MAP_FILE: inFolder("domains.map"),
        HAPROXY_SERVERS_FILE: inFolder("servers.json"),
        HAPROXY_STATE_FILE: inFolder("servers.state"),
        ACME_DATA_DIR: inFolder("acme"),
      },
      timeout: 10_000,
    },
  );

  expect(stdout).toMatch(/^haproxy-mcp .+: .+\n\n(?: {2}.+\n)* {2}-h, --help +\S/);
  expect(stderr).toBe("");
  expect(await readdir(folder.path)).toEqual([]);
  await expect(once(createConnection({ port, host: "127.0.0.1" }), "connect")).rejects.toThrow(
    "ECONNREFUSED",
  );
});

it("lists every verb, and shows an option's value and default", async () => {
  const [help, short, none, up] = await Promise.all([
    run(["--help"]),
    run(["-h"]),
    run([]),
    run(["up", "-h"]),
  ]);

  expect(
    [...help.stdout.matchAll(/^ {2}haproxy-mcp (\S+(?: \S+)?) {2,}\S/gm)].map(([, verb]) => verb),
  ).toEqual(VERBS);
  expect([help.code, short, none]).toEqual([0, help, help]);
  expect(up.stdout).toMatch(/^ {2}--http-port PORT +.+ \(default: 8080\)$/m);
});

it("has a row in the README for each verb", async () => {
  const readme = await readFile(join(import.meta.dirname, "../../README.md"), "utf8");
  const rows = [...readme.matchAll(/^\| `haproxy-mcp ([^`]+)`/gm)].map(([, verb]) => verb);

  const groups = VERBS.map((name) => name.split(" ")[0]);

  expect(
    [...rows, "help", "version"].filter((row) => !VERBS.includes(row ?? "") && !groups.includes(row)),
  ).toEqual([]);
  expect(
    VERBS.filter(
      (verb, at) => ![...rows, "help", "version"].some((row) => row === verb || row === groups[at]),
    ),
  ).toEqual([]);
});

it.each(["serve", "restore"])("%s names an unknown option, and starts nothing", async (verb) => {
  expect(await run([verb, "--colour"])).toEqual({
    code: 2,
    stdout: "",
    stderr: `unknown option '--colour'; see haproxy-mcp ${verb} --help\n`,
  });
});

it("shows help even if the settings do not parse", async () => {
  expect(await run(["serve", "--help"], { LOG_LEVEL: "LOUD" })).toMatchObject({ code: 0, stderr: "" });
});
