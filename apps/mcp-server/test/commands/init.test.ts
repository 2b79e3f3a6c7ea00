import { createHash } from "node:crypto";
import { once } from "node:events";
import { appendFile, chmod, cp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { patchConfig } from "@haproxy-mcp/haproxy-host";
import { type TemporaryFolder, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { run } from "../support/run.js";
import { shared } from "../support/shared.js";

const KINDS = ["podman", "systemd"] as const;
const CONFIG = "opt/haproxy/conf/haproxy.cfg";
const POOLS = {
  pools: { count: 1, slots: 1 },
  mapFile: "/opt/haproxy/conf/domains.map",
  stateFile: "/opt/haproxy/data/servers.state",
  statsSockets: ["/run/haproxy.sock"],
  runtime: { path: "/run/haproxy.sock" },
  certsDir: "/opt/haproxy/certs",
};
/** These tests may run below a folder that the unit hides. */
const PROGRAM = ["--program", "/usr/local/bin/haproxy-mcp"];

const init = (root: TemporaryFolder, args: readonly string[] = [], settings: Record<string, string> = {}) =>
  run(["init", "--root", root.path, "--no-quic", ...PROGRAM, ...args], settings);
const doctor = (root: TemporaryFolder, settings: Record<string, string> = {}) =>
  run(["doctor", "--root", root.path, ...PROGRAM], settings);
const filesIn = async (root: TemporaryFolder) =>
  (await readdir(root.path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.path.length));

const written = shared(async () => {
  const root = await temporaryFolder();
  await init(root, ["--write"]);
  return root;
});
/** A root folder that init has written. */
async function writtenRoot(): Promise<TemporaryFolder> {
  const root = await temporaryFolder();
  await cp(written().path, root.path, { recursive: true });
  return root;
}

describe.each(KINDS)("init for %s", (kind) => {
  const settings = { HAPROXY_HOST_KIND: kind };

  it("shows what it would write, writes nothing, and no secret", async () => {
    await using root = await temporaryFolder();

    const { code, stdout } = await init(root, [], settings);

    expect(code).toBe(0);
    expect(await filesIn(root)).toEqual([]);
    expect(stdout).toContain("+User=haproxy-mcp");
    expect(stdout).toContain("mcp-token.env (secret)");
    expect(stdout).not.toMatch(/PRIVATE KEY|MCP_TOKEN=/);
    expect(stdout).toContain("nothing was changed. Add --write to write them.");
  });

  it("writes everything in an empty root, which passes doctor, and nothing the second time", async () => {
    await using root = await temporaryFolder();

    const first = await init(root, ["--write"], settings);
    const files = await filesIn(root);
    const second = await init(root, ["--write"], settings);

    expect([first.code, second.code], first.stdout + first.stderr).toEqual([0, 0]);
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect(second.stdout).toContain("Nothing to write");
    for (const secret of ["opt/haproxy/conf/mcp-token.env", "opt/haproxy/certs/00-default.pem"])
      expect((await stat(join(root.path, secret))).mode & 0o777).toBe(0o600);
    const checked = await doctor(root, settings);
    expect(checked.stdout).toContain("0 errors, 0 warnings");
    expect(checked.code).toBe(0);
    expect(first.stdout + checked.stdout).not.toContain(await tokenIn(root));
  });
});

describe("an existing file", () => {
  it("is kept if it was edited by hand, and replaced only with --overwrite, leaving a copy", async () => {
    await using root = await writtenRoot();
    const file = join(root.path, CONFIG);
    await appendFile(file, "# mine\n");
    const edited = await readFile(file, "utf8");

    const kept = await init(root, ["--write"]);
    expect(kept.code).toBe(5);
    expect(kept.stdout).toContain("it was edited by hand; --overwrite would change this");
    expect(kept.stdout).toContain("-# mine");
    expect(await readFile(file, "utf8")).toBe(edited);

    const replaced = await init(root, ["--write", "--overwrite"]);
    expect(replaced.code).toBe(0);
    expect(await readFile(file, "utf8")).not.toContain("# mine");
    expect(await readFile(`${file}.before-init`, "utf8")).toBe(edited);
  });

  it("is kept if haproxy-mcp did not write it", async () => {
    await using root = await writtenRoot();
    const file = join(root.path, CONFIG);
    await writeFile(file, "global\n");

    const { code, stdout } = await init(root, ["--write"]);

    expect(code).toBe(5);
    expect(stdout).toContain(
      `kept     ${file}: it was not written by haproxy-mcp; haproxy-mcp adopt adds what is needed`,
    );
    expect(stdout).toMatch(/\nNext:\n\n {2}haproxy-mcp adopt \/opt\/haproxy\/conf\/haproxy.cfg\n/);
    expect(stdout).not.toContain("-global");
    expect(await readFile(file, "utf8")).toBe("global\n");

    const [adopted] = patchConfig([{ file, text: "global\n" }], POOLS).files;
    await writeFile(file, adopted?.text ?? "");
    expect(await init(root, ["--write"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("but for the blocks of haproxy-mcp adopt"),
    });
  });

  it("follows the settings if it is unchanged, unless it holds state or a secret", async () => {
    await using root = await writtenRoot();
    const state = { map: "a.example.test pool_1\n", file: join(root.path, "opt/haproxy/conf/domains.map") };
    await writeFile(state.file, state.map);
    const token = await tokenIn(root);
    // an older release made no map
    await rm(tokenMap(root));
    const settings = { HAPROXY_POOL_COUNT: "7", MCP_ALLOWED_HOSTS: "mcp.example.com" };

    const { code, stdout } = await init(root, ["--write"], settings);

    expect(code).toBe(0);
    expect(stdout).toMatch(/updated .*haproxy\.cfg/);
    const config = await readFile(join(root.path, CONFIG), "utf8");
    expect(config).not.toContain("backend pool_8");
    expect(config).toContain("var(txn.host) -m str mcp.example.com");
    expect(await readFile(join(root.path, "etc/haproxy-mcp/settings.env"), "utf8")).toContain(
      'HAPROXY_POOL_COUNT="7"\n',
    );
    expect(await readFile(state.file, "utf8")).toBe(state.map);
    expect(await tokenIn(root)).toBe(token);
    const digest = createHash("sha256").update(token).digest("hex");
    expect(await readFile(tokenMap(root), "utf8")).toBe(`${digest} 253402300799\n`);
  });
});

/** Faults, each planted alone in what init wrote. */
describe("doctor names", () => {
  it.each<[string, (path: (name: string) => string) => Promise<unknown>, RegExp]>([
    [
      "a missing unit",
      (path) => rm(path("etc/systemd/system/haproxy-mcp.service")),
      /warning +installation: .*haproxy-mcp\.service is missing/,
    ],
    [
      "a missing pool",
      (path) => edit(path(CONFIG), "backend pool_7\n", "backend mine\n"),
      /error +configuration: haproxy\.cfg: 1 of 100 pools is missing: pool_7/,
    ],
    [
      "slots that lose their address",
      (path) => edit(path(CONFIG), "init-addr last,0.0.0.0", "init-addr none"),
      /error +configuration: haproxy\.cfg:\d+: 1,000 slots of pool_1 to pool_100: init-addr none does not start with last/,
    ],
    [
      "a socket without rights",
      (path) => edit(path(CONFIG), "level admin", "level user"),
      /error +configuration: haproxy\.cfg:\d+: the stats socket has level user/,
    ],
    [
      "a lost map",
      (path) => rm(path("opt/haproxy/conf/domains.map")),
      /error +state: .*domains\.map is missing/,
    ],
    [
      "a broken servers.json",
      (path) => writeFile(path("opt/haproxy/conf/servers.json"), "{"),
      /error +state: .*servers\.json/,
    ],
    [
      "a line of the map that means nothing",
      (path) => writeFile(path("opt/haproxy/conf/domains.map"), "lonely\n"),
      /error +state: .*domains\.map:1: /,
    ],
    [
      "a state file that is not what it should be",
      (path) => writeFile(path("opt/haproxy/data/servers.state"), "1\n"),
      /error +state: .*servers\.state is out of sync with the other files/,
    ],
    [
      "a lost default certificate",
      (path) => rm(path("opt/haproxy/certs/00-default.pem")),
      /error +certificates: 00-default\.pem is not the first/,
    ],
    [
      "a broken certificate",
      (path) => writeFile(path("opt/haproxy/certs/a.crt"), "no", { mode: 0o600 }),
      /error +certificates: HAProxy can.t start with a\.crt/,
    ],
    [
      "a link that leads nowhere",
      (path) => symlink("/nonexistent", path("opt/haproxy/certs/a.pem")),
      /error +certificates: HAProxy can.t start with a\.pem/,
    ],
    [
      "a token that others can read",
      (path) => chmod(path("opt/haproxy/conf/mcp-token.env"), 0o644),
      /error +token: .*readable by others \(mode 644\)/,
    ],
    [
      "a token that can be guessed",
      (path) => writeFile(path("opt/haproxy/conf/mcp-token.env"), "MCP_TOKEN=abc\n"),
      /error +token: .*the token has 3 of at least 16 characters/,
    ],
    ["no configuration", (path) => rm(path(CONFIG)), /error +configuration: .*haproxy\.cfg cannot be read/],
  ])("%s", async (_what, plant, expected) => {
    await using root = await writtenRoot();
    await plant((name) => join(root.path, name));

    const { code, stdout } = await doctor(root);

    expect(stdout).toMatch(expected);
    expect(code).toBe(String(expected).includes("warning") ? 0 : 5);
    for (const line of stdout.split("\n").filter((text) => /^(?:error|warning)/.test(text)))
      expect(stdout.split("\n")[stdout.split("\n").indexOf(line) + 1]).toMatch(/^ +→ ./);
  });

  it("settings that do not parse", async () => {
    const { code, stderr } = await run(["doctor"], { HAPROXY_HOST_KIND: "docker" });

    expect([code, stderr]).toEqual([1, expect.stringContaining('HAPROXY_HOST_KIND is "docker"')]);
  });
});

it("reports in one sentence what it cannot write, and paths that no unit can use", async () => {
  const notThere = await run(["init", "--write", "--root", "/dev/null"]);
  const odd = await run(["init"], { HAPROXY_SERVERS_FILE: "/opt/my files/servers.json" });
  const twoLines = await run(["init"], { HAPROXY_SERVERS_FILE: "/opt/a\nUser=root" });

  expect([notThere.code, notThere.stderr]).toEqual([
    1,
    expect.stringMatching(/^cannot (?:read|write)[^\n]*\n$/),
  ]);
  expect([odd.code, odd.stderr]).toEqual([
    1,
    expect.stringMatching(/^"\/opt\/my files" cannot be used in a unit[^\n]*\n$/),
  ]);
  expect([twoLines.code, twoLines.stderr]).toEqual([
    1,
    expect.stringContaining("must have no control characters"),
  ]);
});

it("lets a server that starts HAProxy itself bind low ports, and wait for no unit", async () => {
  await using root = await temporaryFolder();

  const { code, stdout } = await init(root, ["--write"], { HAPROXY_HOST_KIND: "child" });

  const unit = await readFile(join(root.path, "etc/systemd/system/haproxy-mcp.service"), "utf8");
  expect(code).toBe(0);
  expect(unit).toContain("AmbientCapabilities=CAP_NET_BIND_SERVICE");
  expect(unit).toContain("After=network-online.target\n");
  expect(stdout).not.toContain("restart haproxy.service");
  expect(await readFile(join(root.path, CONFIG), "utf8")).not.toContain("chroot");
});

it.each([["--nonsense"], ["--root"]])("refuses %s", async (option) => {
  expect((await run(["init", option])).code).toBe(2);
  expect((await run(["doctor", option])).code).toBe(2);
});

function tokenMap(root: TemporaryFolder): string {
  return join(root.path, "opt/haproxy/conf/mcp-tokens.map");
}

async function tokenIn(root: TemporaryFolder): Promise<string> {
  const text = await readFile(join(root.path, "opt/haproxy/conf/mcp-token.env"), "utf8");
  return text.trim().replace("MCP_TOKEN=", "");
}

async function edit(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, "utf8");
  expect(text).toContain(from);
  await writeFile(file, text.replaceAll(from, to));
}

it("asks no running HAProxy when doctor checks another root folder", async () => {
  await using root = await temporaryFolder();
  const socket = join(root.path, "haproxy.sock");
  let connections = 0;
  await using server = createServer((connection) => {
    connections++;
    connection.destroy();
  });
  server.listen(socket);
  await once(server, "listening");

  const { stdout } = await doctor(root, { HAPROXY_SOCKET: socket });

  expect(stdout).toContain("state");
  expect(connections).toBe(0);
});
