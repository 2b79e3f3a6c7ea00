import { readdir, readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { runProgram } from "../src/index.js";

async function running(mark: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return lines.filter((line) => line.includes(mark));
}

it("returns a program's output and exit code, and passes arguments without a shell", async () => {
  const script = "process.stdout.write(process.argv[1]); process.stderr.write('b'); process.exitCode = 3";

  expect(await runProgram(process.execPath, ["-e", script, "$HOME; exit"])).toEqual({
    exitCode: 3,
    stdout: "$HOME; exit",
    stderr: "b",
  });
});

it("keeps the first MiB of a program's output, and lets it run", async () => {
  const script = "process.stdout.write('a'.repeat(3 << 20), () => process.exit(0))";

  const { exitCode, stdout } = await runProgram(process.execPath, ["-e", script]);

  expect([exitCode, stdout.length]).toEqual([0, 1 << 20]);
});

it("says how to install a missing program", async () => {
  await expect(runProgram("no-such-program", [], { howToInstall: "get it somewhere" })).rejects.toMatchObject(
    {
      code: "PROGRAM_MISSING",
      message: "no-such-program cannot be run; get it somewhere",
    },
  );
});

it.each([
  ["its time is up", { limitMs: 200 }, "PROGRAM_FAILED"],
  ["its caller cancels", { signal: AbortSignal.timeout(200) }, "CANCELLED"],
])("ends a program and all that it started when %s", async (name, options, code) => {
  const mark = `run-program-test-${process.pid}-${name.length}`;

  await expect(runProgram("sh", ["-c", `sleep 61 & sleep 62; : ${mark}`], options)).rejects.toMatchObject({
    code,
  });
  expect(await running(mark)).toEqual([]);
});

it("starts nothing for a caller that has cancelled", async () => {
  await expect(runProgram("no-such-program", [], { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "CANCELLED",
  });
});
