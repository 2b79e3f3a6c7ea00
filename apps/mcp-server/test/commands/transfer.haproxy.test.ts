// Export, import and diff, from one HAProxy to another.
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { settingsFor, startPools } from "../support/program.js";
import { said } from "../support/said.js";
import { shared } from "../support/shared.js";

const machines = shared(async () => {
  const [here, there] = await Promise.all([startPools(), startPools({}, { count: 8, slots: 3 })]);
  const folder = await mkdtemp(join(tmpdir(), "transfer-"));
  const [from, to] = await Promise.all([settingsFor(here), settingsFor(there)]);
  return {
    file: join(folder, "domains.json"),
    there,
    from,
    to: { ...to, HAPROXY_POOL_COUNT: "8" },
    async [Symbol.asyncDispose]() {
      await Promise.all([
        here[Symbol.asyncDispose](),
        there[Symbol.asyncDispose](),
        rm(folder, { recursive: true }),
      ]);
    },
  };
});

/** FILE stands for the exported file. */
const run = (line: string, where: "from" | "to") =>
  said(
    line.split(" ").map((word) => (word === "FILE" ? machines().file : word)),
    machines()[where],
  );

it("moves domains with servers and states to an empty HAProxy, where nothing differs then, and undoes it", async () => {
  const { file } = machines();
  await run("domains add gone.example.com", "from");
  await run("domains add a.example.com 127.0.0.1:81 [::1]:82 --alias www.a.example.com", "from");
  await run("domains add b.example.com", "from");
  await run("servers drain a.example.com 2", "from");
  await run("domains remove gone.example.com --yes", "from");

  const exported = await run("export -o FILE", "from");
  const before = await run("diff FILE", "to");
  const planned = await run("import FILE --dry-run", "to");
  const imported = await run("import FILE --reason moved", "to");
  const after = await run("diff FILE", "to");

  expect(exported).toEqual({
    code: 0,
    stdout: "",
    stderr: `3 domains, 2 servers, 0 token names in ${file}\n`,
  });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(before).toEqual({
    code: 5,
    stdout:
      "DOMAIN             CHANGE  DETAILS\n" +
      "a.example.com      added   on pool_1; put 127.0.0.1:81 weight 1 ready into pool_1_1; put [::1]:82 weight 1 draining into pool_1_2\n" +
      "b.example.com      added   on pool_2\n" +
      "www.a.example.com  added   on pool_1; put 127.0.0.1:81 weight 1 ready into pool_1_1; put [::1]:82 weight 1 draining into pool_1_2\n",
    stderr: "",
  });
  expect(planned.stdout).toMatch(
    /^Dry run: nothing was changed\. The import would be: 3 domains added, 0 changed/,
  );
  expect(imported).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Imported: 3 domains added, 0 changed/),
  });
  expect(after).toMatchObject({ code: 0, stdout: "DOMAIN  CHANGE  DETAILS\n" });
  expect(await run("diff", "to")).toMatchObject({ code: 0 });
  expect((await run("export", "to")).stdout).toBe(await readFile(file, "utf8"));
  expect((await run("history --fields operation,reason", "to")).stdout).toBe(
    "OPERATION  REASON\nimport     moved\n",
  );

  const [change] = (await run("history --output name", "to")).stdout.split("\n");
  expect(await run(`undo ${change}`, "to")).toMatchObject({ code: 0 });
  expect((await run("domains list --output name", "to")).stdout).toBe("");
});

it("asks before it changes or removes what is there, and keeps other domains without --prune", async () => {
  await run("export -o FILE", "from");
  await run("domains add a.example.com 127.0.0.1:9", "to");
  await run("domains add kept.example.com", "to");

  const unasked = await run("import FILE", "to");
  const names = await run("diff FILE --output name", "to");
  const imported = await run("import FILE --yes", "to");
  const pruned = await run("import FILE --prune --yes --quiet", "to");

  expect(unasked).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(
      /^Dry run: .*\nchanged: a\.example\.com: change pool_\d_1 from .*\nadded: b\.example\.com: on pool_\d\n(?:.*\n)+Change 1 domain and remove 0\? There is no terminal .* Add --yes/,
    ),
  });
  expect(names).toMatchObject({
    code: 5,
    stdout: "a.example.com\nb.example.com\nkept.example.com\nwww.a.example.com\n",
  });
  expect(imported.stdout).toMatch(/1 not in the document and kept\n/);
  expect(pruned).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(await run("diff FILE", "to")).toMatchObject({ code: 0 });
});

it("refuses what is no export, and changes nothing", async () => {
  const { file, there } = machines();
  const before = await readFile(there.mapFile, "utf8");
  const refused = async (text: string) => {
    await writeFile(file, text);
    return run("import FILE --prune --yes", "to");
  };

  expect(await refused("{")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/is no JSON.* Nothing was changed/),
  });
  expect(await refused('{"format":"haproxy-mcp export","version":2}')).toMatchObject({
    code: 2,
    stderr: `${file}: version: is 2; this haproxy-mcp reads version 1: update haproxy-mcp here. Nothing was changed.\n`,
  });
  const pool = { domains: ["c.example.com"], servers: [{ slot: 9, ip: "127.0.0.1", http_port: 81 }] };
  const document = { format: "haproxy-mcp export", version: 1, pools: [pool] };
  expect(await refused(JSON.stringify(document))).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^SLOT_OUT_OF_RANGE: c\.example\.com: slot must be from 1 to/),
  });
  expect(await readFile(there.mapFile, "utf8")).toBe(before);
  await rm(file);
  expect(await run("import FILE", "to")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("ENOENT"),
  });
});
