import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startProgram } from "../support/program.js";

it("prints the configuration in deploy/ for the default settings", async () => {
  await using program = startProgram(["config", "--quic"]);

  expect(await program.end()).toBe(0);
  expect(program.stdout()).toBe(
    await readFile(join(import.meta.dirname, "../../../../deploy/haproxy.cfg"), "utf8"),
  );
});
