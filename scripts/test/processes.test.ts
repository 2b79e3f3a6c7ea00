import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { expect, it } from "vitest";
import { processesNaming } from "../lib/processes.mjs";

it("finds a process by its command line while it runs, and not after", async () => {
  const mark = randomUUID();
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", mark]);
  await once(child, "spawn");

  const running = processesNaming(mark);
  child.kill("SIGKILL");
  await once(child, "exit");

  expect(running).toEqual([{ pid: child.pid, command: expect.stringContaining(mark) }]);
  expect(processesNaming(mark)).toEqual([]);
});
