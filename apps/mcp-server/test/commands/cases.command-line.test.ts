// HA17: output whose reader ends early. HA18: help and mistakes on every command.
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { doctor } from "../../src/commands/doctor.js";
import { init } from "../../src/commands/init.js";
import { parseCommand } from "../../src/commands/parse-command.js";
import { serve } from "../../src/commands/serve.js";
import { MAIN } from "../support/program.js";
import { said } from "../support/said.js";

/** Runs a command in a pipeline; `PIPESTATUS` has the exit code of the command itself. */
async function piped(command: string, reader: string) {
  const line = `${process.execPath} ${MAIN} ${command} | ${reader}; echo "exit \${PIPESTATUS[0]}"`;
  return await promisify(execFile)("bash", ["-c", line], {
    env: { PATH: process.env["PATH"], HOME: "/nonexistent" },
  });
}

describe.concurrent("HA17", () => {
  it.each([
    ["doctor --root /nonexistent", "head -1", "exit 5"],
    ["help", "true", "exit 0"],
    ["init --root /nonexistent --no-quic --program /opt/haproxy-mcp", "head -c 1", "exit 0"],
  ])("ends quietly with its own exit code: %s | %s", async (command, reader, exit) => {
    const { stdout, stderr } = await piped(command, reader);

    expect(stderr).toBe("");
    expect(stdout.trim().split("\n").at(-1)).toContain(exit);
  });

  it("writes every file, though the reader of the list has ended", async () => {
    await using root = await temporaryFolder();

    await piped(`init --write --no-quic --program /opt/haproxy-mcp --root ${root.path}`, "true");

    expect(await readdir(join(root.path, "opt/haproxy/conf"))).toContain("mcp-token.env");
  });

  it("reports output that can't be written, in one line", async () => {
    const { stdout, stderr } = await piped("config --no-quic >/dev/full", "cat");

    expect([stdout, stderr]).toEqual([
      "exit 1\n",
      expect.stringMatching(/^cannot write to standard output: ENOSPC.*\n$/),
    ]);
  });
});

describe("HA18", () => {
  it.each([
    [
      ["srve"],
      /^unknown command "srve"; did you mean serve\?\nNothing was done\. The commands are serve, stdio, /,
    ],
    [["--port", "80"], /^no command before the option "--port"\nNothing was done\./],
    [["help", "doctr"], /^unknown command "doctr"; did you mean doctor\?/],
    [["token", "--role", "read"], /^unknown command "token"; did you mean token new\?/],
  ])("names the mistake in %j, and does nothing", async (args, message) => {
    expect(await said(args)).toEqual({ code: 2, stdout: "", stderr: expect.stringMatching(message) });
  });

  it.each([
    [["init", "--wirte"], "unknown option '--wirte' (did you mean --write?); see haproxy-mcp init --help"],
    [["doctor", "--no-al"], "unknown option '--no-al'; see haproxy-mcp doctor --help"],
    [["serve", "--colour"], "unknown option '--colour'; see haproxy-mcp serve --help"],
  ])("names the option that was meant in %j", ([name = "", ...args], message) => {
    const verb = [init, doctor, serve].find((one) => one.name === name) ?? serve;
    expect(() => parseCommand(verb, args)).toThrow(message);
  });

  it("shows the help of a command in either way", async () => {
    const option = await said(["doctor", "--root", "/", "-h"]);

    expect(option).toMatchObject({ code: 0, stdout: expect.stringMatching(/^haproxy-mcp doctor: /) });
    expect(await said(["help", "doctor"])).toEqual(option);
    expect(await said(["help", "help"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^haproxy-mcp help: /),
    });
  });
});
