import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { renderConfig } from "@haproxy-mcp/haproxy-host";
import { freePort, startHaproxy, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/index.js";
import { HEALTH_COMMAND } from "../../src/init/haproxy-container.js";
import { plannedUnits } from "../../src/init/units.js";

const run = promisify(execFile);
const PROGRAM = "/usr/local/bin/haproxy-mcp";
const podman = plannedUnits(loadConfig({}), { program: PROGRAM, hasQuadlet: true });
const systemd = plannedUnits(loadConfig({ HAPROXY_HOST_KIND: "systemd" }), {
  program: PROGRAM,
  hasQuadlet: true,
});

const withoutQuadlet = plannedUnits(loadConfig({}), { program: PROGRAM, hasQuadlet: false }).filter(
  ({ path }) => path.endsWith("/haproxy.service"),
);

/** `etc/systemd/system/haproxy-mcp.service` is `haproxy-mcp.service` in deploy/; drop-ins are named by their unit. */
function shownAs(path: string): string {
  const folder = basename(dirname(path));
  if (folder.endsWith(".d") && folder.includes(".") && !/^(?:sysusers|tmpfiles|rules)\.d$/.test(folder))
    return `${folder}/${basename(path)}`;
  return /sysusers|tmpfiles/.test(folder) ? `${folder}/${basename(path)}` : basename(path);
}

describe.each([
  ["podman", podman],
  ["systemd", systemd],
])("the units for %s", (kind, files) => {
  it.each(files.map((file) => [shownAs(file.path), file] as const))(
    "are what deploy/ shows: %s",
    async (name, { content }) => {
      await expect(content).toMatchFileSnapshot(`../../../../deploy/${kind}/${name}`);
    },
  );

  it("are units for systemd", { timeout: 60_000 }, async () => {
    await using folder = await temporaryFolder();
    const units = [...files, ...withoutQuadlet].filter(({ path }) => path.endsWith(".service"));
    for (const { path, content } of units) {
      // systemd requires the program to exist
      await writeFile(join(folder.path, basename(path)), content.replaceAll(PROGRAM, process.execPath));
    }
    await writeFile(join(folder.path, "podman.socket"), "[Socket]\nListenStream=/run/x\n");
    await writeFile(join(folder.path, "podman.service"), "[Service]\nExecStart=/bin/true\n");

    for (const { path } of units) {
      const { stderr } = await run(
        "systemd-analyze",
        ["verify", "--man=no", join(folder.path, basename(path))],
        {
          env: { ...process.env, SYSTEMD_UNIT_PATH: `${folder.path}:` },
        },
      );
      expect(stderr.split("\n").filter((line) => /haproxy(?:-mcp)?\.service/.test(line))).toEqual([]);
    }
  });
});

it("creates the user and the folders of sysusers.d and tmpfiles.d", async () => {
  await using root = await temporaryFolder();
  await mkdir(join(root.path, "etc"), { recursive: true });
  for (const kind of ["sysusers", "tmpfiles"]) {
    const file = podman.find(({ path }) => path.includes(kind));
    await mkdir(join(root.path, `etc/${kind}.d`), { recursive: true });
    await writeFile(join(root.path, `etc/${kind}.d/haproxy-mcp.conf`), file?.content ?? "");
  }

  await run("systemd-sysusers", [`--root=${root.path}`, "haproxy-mcp.conf"]);
  await run("systemd-tmpfiles", [`--root=${root.path}`, "--create", "haproxy-mcp.conf"]);

  const { stdout } = await run("stat", ["--format", "%a", join(root.path, "opt/haproxy/conf")]);
  expect(stdout.trim()).toBe("1775");
});

/** What Podman's generator makes of the Quadlet. */
async function generated(): Promise<string> {
  const generator = process.env["QUADLET"];
  if (generator === undefined) throw new Error("QUADLET must name Podman's generator; npm test fetches one");
  await using folder = await temporaryFolder();
  const file = podman.find(({ path }) => path.endsWith(".container"));
  await writeFile(join(folder.path, "haproxy.container"), file?.content ?? "");
  const env = { ...process.env, QUADLET_UNIT_DIRS: folder.path };
  const { stdout, stderr } = await run(generator, ["-dryrun"], { env });
  expect(stderr).not.toMatch(/error|unsupported/i);
  expect(stdout).toContain("---haproxy.service---");
  return stdout;
}

const commandIn = (unit: string) => /^ExecStart=(.*)$/m.exec(unit.replaceAll(/\\\n */g, ""))?.[1];

it("is a Quadlet that Podman's generator accepts, and the same as a unit for a Podman without Quadlet", async () => {
  const unit = await generated();
  const plain = withoutQuadlet[0]?.content ?? "";

  expect(commandIn(unit)).toContain(
    "-S /run/haproxy-mcp/master.sock,mode,666,level,operator -f /opt/haproxy/conf/haproxy.cfg",
  );
  expect(unit).toContain("ExecReload=/usr/bin/podman kill --signal USR2 haproxy");
  expect(commandIn(plain)).toBe(commandIn(unit));
  await expect(plain).toMatchFileSnapshot("../../../../deploy/podman/without-quadlet/haproxy.service");
});

it("has a health check that detects whether HAProxy responds", async () => {
  const port = await freePort();
  const command = HEALTH_COMMAND.replace("8404", String(port));
  const isHealthy = () =>
    run("sh", ["-c", command]).then(
      () => true,
      () => false,
    );
  await using haproxy = await startHaproxy({
    config: ({ httpSocket, runtimeSocket, mapFile, stateFile }) =>
      renderConfig({
        pools: { count: 1, slots: 1 },
        httpBinds: [`unix@${httpSocket}`],
        statsSockets: [`${runtimeSocket} level admin`],
        statistics: { bind: `127.0.0.1:${port}`, prometheus: false },
        mapFile,
        stateFile,
      }),
  });

  expect(await isHealthy()).toBe(true);
  await haproxy.stop();
  expect(await isHealthy()).toBe(false);
});
