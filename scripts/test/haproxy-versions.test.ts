import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { HAPROXY_RELEASES, haproxyBinaries } from "../lib/programs/haproxy-versions.mjs";
import { ROOT } from "../lib/root.mjs";

it("lists the releases that CI tests", () => {
  expect(HAPROXY_RELEASES).toEqual(["2.6", "3.0", "3.2", "3.4"]);
  expect(readFileSync(join(ROOT, ".ci/run"), "utf8")).toContain("pnpm run test:matrix");
  expect(readFileSync(join(ROOT, ".gitignore"), "utf8")).toContain("/.cache/");
});

it("refuses an unknown release, and fetches nothing", async () => {
  await expect(haproxyBinaries(["3.4", "1.8"])).rejects.toThrow(
    "unknown release 1.8: use 2.6, 3.0, 3.2, 3.4",
  );

  const failed = promisify(execFile)(process.execPath, [join(ROOT, "scripts/test-matrix.mjs"), "2.4"]);
  await expect(failed).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("unknown release 2.4"),
  });
});

it("uses a cached program only if it runs and has that release", async () => {
  const cached = HAPROXY_RELEASES.filter((release) => existsSync(join(ROOT, ".cache/haproxy", release)));

  for (const { release, version, binary } of await haproxyBinaries(cached)) {
    expect(version.startsWith(`${release}.`)).toBe(true);
    expect((await promisify(execFile)(binary, ["-v"])).stdout).toContain(version);
  }
});
