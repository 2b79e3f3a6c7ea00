// HA17: output whose reader ends early. HA18: help and mistakes on every command.
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { MAIN } from "../support/program.js";
import { run } from "../support/run.js";

/** Runs a command in a pipeline; `PIPESTATUS` has the exit code of the command itself. */
async function piped(command: string, reader: string) {
  const line = `${process.execPath} ${MAIN} ${command} | ${reader}; echo "exit \${PIPESTATUS[0]}"`;
  return await promisify(execFile)("bash", ["-c", line], {
    env: { PATH: process.env["PATH"], HOME: "/nonexistent" },
  });
}

describe.concurrent("HA17", () => {
  it.each([
    ["doctor --root /nonexistent", "head -1", "exit 1"],
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

describe.concurrent("HA18", () => {
  it.each([
    [
      ["srve"],
      2,
      /^unknown command "srve"; did you mean serve\?\nNothing was done\. The commands are serve, stdio, /,
    ],
    [["--port", "80"], 2, /^no command before the option "--port"\nNothing was done\./],
    [["help", "doctr"], 2, /^unknown command "doctr"; did you mean doctor\?/],
    [
      ["init", "--wirte"],
      1,
      /^Unknown option '--wirte' \(did you mean --write\?\); see haproxy-mcp init --help\n$/,
    ],
    [["serve", "extra"], 1, /^Unexpected argument 'extra'/],
  ])("names the mistake in %j, and does nothing", async (args, code, message) => {
    expect(await run(args)).toEqual({ code, stdout: "", stderr: expect.stringMatching(message) });
  });

  it("shows the help of a command in either way", async () => {
    const [option, word] = await Promise.all([run(["doctor", "--root", "/", "-h"]), run(["help", "doctor"])]);

    expect(option).toEqual(word);
    expect(word).toMatchObject({ code: 0, stdout: expect.stringMatching(/^haproxy-mcp doctor: /) });
  });
});
