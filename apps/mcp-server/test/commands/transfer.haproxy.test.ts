// Export, import and diff, from one HAProxy to another.
import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDefaultCertificate } from "@haproxy-mcp/haproxy-host";
import { freePort, startHaproxy } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { seal } from "../../src/transfer/seal.js";
import { configWithTls } from "../support/certificates.js";
import { settingsFor } from "../support/program.js";
import { said } from "../support/said.js";
import { shared } from "../support/shared.js";

const POOLS = { count: 8, slots: 3 };

/** HAProxy with certificates, and the settings of its haproxy-mcp. */
async function startMachine() {
  const port = await freePort();
  const haproxy = await startHaproxy({
    files: { "certs/00-default.pem": createDefaultCertificate() },
    config: (paths) => configWithTls(paths, { port, pools: POOLS }),
  });
  const certs = join(haproxy.dir, "certs");
  const settings = {
    ...(await settingsFor(haproxy)),
    HAPROXY_POOL_COUNT: String(POOLS.count),
    HAPROXY_CERTS_DIR: certs,
    HAPROXY_TLS_ADDRESS: `127.0.0.1:${port}`,
  };
  return { haproxy, certs, settings };
}

const machines = shared(async () => {
  const [here, there] = await Promise.all([startMachine(), startMachine()]);
  const folder = await mkdtemp(join(tmpdir(), "transfer-"));
  return {
    file: join(folder, "domains.json"),
    secret: join(folder, "passphrase"),
    here,
    there,
    async [Symbol.asyncDispose]() {
      await Promise.all([
        here.haproxy[Symbol.asyncDispose](),
        there.haproxy[Symbol.asyncDispose](),
        rm(folder, { recursive: true }),
      ]);
    },
  };
});

/** FILE stands for the exported file, SECRET for that of the passphrase. */
const run = (line: string, where: "here" | "there") => {
  const { file, secret, [where]: machine } = machines();
  const places: Readonly<Record<string, string>> = { FILE: file, SECRET: secret };
  return said(
    line.split(" ").map((word) => places[word] ?? word),
    machine.settings,
  );
};

it("moves domains with servers and states to an empty HAProxy, where nothing differs then, and undoes it", async () => {
  const { file } = machines();
  await writeFile(file, "an older export", { mode: 0o644 });
  await run("domains add gone.example.com", "here");
  await run("domains add a.example.com 127.0.0.1:81 [::1]:82 --alias www.a.example.com", "here");
  await run("domains add b.example.com", "here");
  await run("servers drain a.example.com 2", "here");
  await run("domains remove gone.example.com --yes", "here");

  const exported = await run("export -o FILE", "here");
  const before = await run("diff FILE", "there");
  const planned = await run("import FILE --dry-run", "there");
  const imported = await run("import FILE --reason moved", "there");
  const after = await run("diff FILE", "there");

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
      "a.example.com      added   on pool_1, slot 1 127.0.0.1:81, slot 2 [::1]:82 draining\n" +
      "b.example.com      added   on pool_2\n" +
      "www.a.example.com  added   on pool_1, slot 1 127.0.0.1:81, slot 2 [::1]:82 draining\n",
    stderr: "",
  });
  expect(planned.stdout).toMatch(
    /^Dry run: nothing was changed\. The import would be: 3 domains added, 0 changed/,
  );
  expect(imported).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Imported: 3 domains added, 0 changed/),
  });
  expect(after).toMatchObject({ code: 0, stdout: "0 differences\n" });
  expect(await run("diff", "there")).toMatchObject({ code: 0 });
  expect((await run("export", "there")).stdout).toBe(await readFile(file, "utf8"));
  expect((await run("history --fields operation,reason", "there")).stdout).toBe(
    "OPERATION  REASON\nimport     moved\n",
  );

  const [change] = (await run("history --output name", "there")).stdout.split("\n");
  expect(await run(`undo ${change}`, "there")).toMatchObject({ code: 0 });
  expect((await run("domains list --output name", "there")).stdout).toBe("");
});

it("asks before it changes or removes what is there, and keeps other domains without --prune", async () => {
  await run("export -o FILE", "here");
  await run("domains add a.example.com 127.0.0.1:9", "there");
  await run("domains add kept.example.com", "there");

  const unasked = await run("import FILE", "there");
  const names = await run("diff FILE --output name", "there");
  const imported = await run("import FILE --yes", "there");
  const pruned = await run("import FILE --prune --yes --quiet", "there");

  expect(unasked).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(
      /^Dry run: .*\nchanged: a\.example\.com: slot 1 from 127\.0\.0\.1:9 to 127\.0\.0\.1:81, slot 2 \[::1\]:82 draining\nadded: b\.example\.com: on pool_\d\n(?:.*\n)+Change 1 domain and remove 0\? There is no terminal .* Add --yes/,
    ),
  });
  expect(names).toMatchObject({
    code: 5,
    stdout: "a.example.com\nb.example.com\nkept.example.com\nwww.a.example.com\n",
  });
  expect(imported.stdout).toMatch(/1 not in the document and kept\n/);
  expect(pruned).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(await run("diff FILE", "there")).toMatchObject({ code: 0 });
});

it("moves certificates with a passphrase, and rolls them back if the rest of the import fails", async () => {
  const { file, secret, here, there } = machines();
  const passphrase = "correct horse battery";
  await writeFile(secret, `${passphrase}\n`);
  const pem = execFileSync(
    "openssl",
    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=a.example.com -keyout - -out -".split(
      " ",
    ),
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
  await writeFile(join(here.certs, "a.pem"), pem);
  const inFolder = async () => (await readdir(there.certs)).sort();

  const exported = await run("export -o FILE --certificates --passphrase-file SECRET", "here");
  const document = JSON.parse(await readFile(file, "utf8"));
  const withOthers = async (changes: object) => writeFile(file, JSON.stringify({ ...document, ...changes }));

  expect(exported).toMatchObject({ code: 0, stderr: expect.stringMatching(/, 1 certificate in /) });
  expect(Buffer.from(document.certificates.data, "base64").toString("latin1")).not.toContain("PRIVATE");
  expect(await run("import FILE --yes", "there")).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("are left out; add --certificates"),
  });
  expect(await run("import FILE --certificates --url http://127.0.0.1:1/mcp", "there")).toMatchObject({
    code: 2,
  });
  expect(await run("import FILE --certificates", "there")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("HAPROXY_MCP_PASSPHRASE"),
  });

  // what the file has is quick to decrypt
  const certificates = await seal([{ file: "a.pem", pem }], passphrase, 2 ** 10);
  const pool = { domains: ["c.example.com"], servers: [{ slot: 9, ip: "127.0.0.1", http_port: 81 }] };
  await withOthers({ certificates, pools: [pool] });
  const failed = await run("import FILE --certificates --passphrase-file SECRET --yes", "there");
  expect(failed).toMatchObject({ code: 2, stderr: expect.stringMatching(/^SLOT_OUT_OF_RANGE/) });
  expect(await inFolder()).toEqual(["00-default.pem"]);

  await withOthers({ certificates });
  const imported = await run("import FILE --certificates --passphrase-file SECRET --yes", "there");
  expect(imported).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^Deployed 1 certificate: a\.pem\./),
  });
  expect(await inFolder()).toEqual(["00-default.pem", "a.pem"]);
  expect((await run("certs list --output name", "there")).stdout).toBe("a.pem\n");

  const other = await readFile(join(there.certs, "00-default.pem"), "utf8");
  await writeFile(join(there.certs, "a.pem"), other);
  expect(await run("import FILE --certificates --passphrase-file SECRET", "there")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^Replace 1 certificate of this machine: a\.pem\? .* Add --yes/),
  });
  expect(await readFile(join(there.certs, "a.pem"), "utf8")).toBe(other);
  expect((await run("history --limit 3 --fields operation,result", "there")).stdout).toMatch(
    /^OPERATION +RESULT\nimport_certificates +done\nimport_certificates +rolled back\n/,
  );
});

it("refuses what is no export, and changes nothing", async () => {
  const { file, there } = machines();
  const before = await readFile(there.haproxy.mapFile, "utf8");
  const refused = async (text: string) => {
    await writeFile(file, text);
    return run("import FILE --prune --yes", "there");
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
  expect(await readFile(there.haproxy.mapFile, "utf8")).toBe(before);
  await rm(file);
  expect(await run("import FILE", "there")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("ENOENT"),
  });
});
