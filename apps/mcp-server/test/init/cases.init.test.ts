// HA2, HA7, HA10, HA11, HA12: what init writes, for which machine, and what is left to do.
import { chmod, chown, mkdir, open, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type TemporaryFolder, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { checkInstallation } from "../../src/checks/installation.js";
import { checkFolders, checkPermissions } from "../../src/checks/permissions.js";
import { configSettings } from "../../src/haproxy/render-config.js";
import { loadConfig } from "../../src/index.js";
import { chooseHostKind } from "../../src/init/choose-host-kind.js";
import type { ComparedFile } from "../../src/init/compare-files.js";
import { hasQuadlet, whyNoQuadlet } from "../../src/init/haproxy-container.js";
import { hiddenPaths } from "../../src/init/hidden-paths.js";
import { nextCommands } from "../../src/init/next-commands.js";
import { planFiles } from "../../src/init/plan-files.js";
import { isServices } from "../../src/init/service-account.js";
import { renderTmpfiles } from "../../src/init/tmpfiles.js";
import { loadMachineConfig } from "../../src/settings/settings-file.js";
import { run } from "../support/run.js";

const PROGRAM = "/usr/local/bin/haproxy-mcp";
const FEATURES = { quic: false, prometheus: true };
const ACCOUNT = { uid: 4_711, gid: 4_712 };

async function write(root: TemporaryFolder, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root.path, path)), { recursive: true });
    await writeFile(join(root.path, path), content);
  }
}

describe("HA2", () => {
  it.each([
    ["/etc/haproxy"],
    ["/etc/haproxy/maps"],
    ["/var/lib/haproxy"],
    ["/srv/lb"],
    ["/etc/haproxy-mcp/state"],
    ["/srv/haproxy-mcp"],
    ["/opt/haproxy-other"],
  ])("changes no owner in %s, and says what to do", async (folder) => {
    await using root = await temporaryFolder();
    const config = loadConfig({
      HAPROXY_MAP_FILE: `${folder}/domains.map`,
      HAPROXY_CONFIG_FILE: `${folder}/haproxy.cfg`,
      HAPROXY_SERVERS_FILE: `${folder}/servers.json`,
    });

    expect(renderTmpfiles(config)).not.toContain(`${folder}/`);
    expect(renderTmpfiles(config)).not.toMatch(new RegExp(`^\\S+ ${folder} `, "m"));
    expect(await checkFolders(config, root.path)).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(
          `^${folder} \\(HAPROXY_MAP_FILE\\) is not a folder of haproxy-mcp's own: it is left`,
        ),
        remedy: expect.stringContaining("set HAPROXY_MAP_FILE to a path below /opt/haproxy; or"),
      }),
    ]);
  });

  it("gives the service the token that it reads, wherever it is", () => {
    const lines = renderTmpfiles(loadConfig({ MCP_TOKEN_FILE: "/etc/haproxy/mcp-token.env" }));

    expect(lines.match(/^.* \/etc\/haproxy.*$/gm)?.filter((line) => !line.includes("settings.env"))).toEqual([
      "z /etc/haproxy/mcp-token.env 0600 haproxy-mcp haproxy-mcp",
    ]);
  });

  it("has no recursive line, and names only files of ours in folders of ours", () => {
    const all = {
      HAPROXY_MAP_FILE: "/opt/haproxy/one/domains.map",
      HAPROXY_CERTS_DIR: "/opt/haproxy/two",
    };
    const lines = renderTmpfiles(loadConfig(all))
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));

    expect(lines).toContain("d /opt/haproxy 0755 root root");
    expect(lines).toContain("z /opt/haproxy/two/00-default.pem 0600 haproxy-mcp haproxy-mcp");
    // Podman's package makes it for root alone, and the service calls Podman
    expect(lines).toContain("z /run/podman 0710 root haproxy-mcp");
    for (const line of lines.filter((one) => !one.includes("/run/podman ")))
      expect(line).toMatch(
        /^[dz] \/(?:etc\/haproxy-mcp\/settings\.env|opt\/haproxy|run\/haproxy-mcp)(?:\/| )/,
      );
  });

  it("takes the folder of haproxy.cfg back where the state is elsewhere", () => {
    const state = (name: string) => `/opt/haproxy/state/${name}`;
    const elsewhere = {
      HAPROXY_MAP_FILE: state("domains.map"),
      HAPROXY_SERVERS_FILE: state("servers.json"),
      HAPROXY_STATE_FILE: state("servers.state"),
      MCP_TOKEN_FILE: "/opt/haproxy/token/mcp-token.env",
    };

    expect(renderTmpfiles(loadConfig(elsewhere)).match(/^d .*$/gm)).toEqual(
      expect.arrayContaining([
        "d /opt/haproxy/conf 0755 root root",
        "d /opt/haproxy/state 1775 root haproxy-mcp",
        "d /opt/haproxy/token 0755 root root",
      ]),
    );
    expect(renderTmpfiles(loadConfig({}))).toContain("\nd /opt/haproxy/conf 1775 root haproxy-mcp\n");
  });

  it.each([
    ["prepared by the operator", 0o1775, []],
    ["root's alone", 0o755, [expect.objectContaining({ severity: "error" })]],
  ])("accepts a folder %s or not", async (_what, mode, findings) => {
    await using root = await temporaryFolder();
    await write(root, {
      "etc/passwd": `haproxy-mcp:x:${ACCOUNT.uid}:${ACCOUNT.gid}::/:/bin/false\n`,
      "srv/lb/x": "",
    });
    await chown(join(root.path, "srv/lb"), 0, ACCOUNT.gid);
    await chmod(join(root.path, "srv/lb"), mode);

    expect(await checkFolders(loadConfig({ HAPROXY_MAP_FILE: "/srv/lb/domains.map" }), root.path)).toEqual(
      findings,
    );
  });
});

describe("HA1", () => {
  it.each([
    ["in the service's own folder", ACCOUNT, 0o755, /can change .*haproxy\.cfg, which HAProxy reads as root/],
    ["in a folder without the sticky bit", { uid: 0, gid: ACCOUNT.gid }, 0o775, /can change .*haproxy\.cfg/],
    [
      "in root's sticky folder",
      { uid: 0, gid: ACCOUNT.gid },
      0o1775,
      /domains\.map belongs to user 0, so that haproxy-mcp can't/,
    ],
  ])("doctor finds who can replace what: %s", async (_what, owner, mode, message) => {
    await using root = await temporaryFolder();
    const conf = join(root.path, "opt/haproxy/conf");
    await write(root, {
      "etc/passwd": `haproxy-mcp:x:${ACCOUNT.uid}:${ACCOUNT.gid}::/:/bin/false\n`,
      "opt/haproxy/conf/haproxy.cfg": "",
      "opt/haproxy/conf/domains.map": "",
    });
    await chown(conf, owner.uid, owner.gid);
    await chmod(conf, mode);

    expect(await checkPermissions(loadConfig({}), root.path)).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(message),
        remedy: expect.stringContaining("systemd-tmpfiles --create haproxy-mcp.conf"),
      }),
    ]);
  });
});

describe("HA1, root's restore", () => {
  it.each([
    ["the service's folder", ACCOUNT, "", true],
    ["root's folder for the service's group", { uid: 0, gid: ACCOUNT.gid }, "", true],
    ["root's own folder", { uid: 0, gid: 0 }, "", false],
    ["a folder of ours, whoever owns it", { uid: 0, gid: 0 }, "/opt/haproxy/state", true],
  ])("judges by the folder, even without a file in it: %s", async (_what, owner, given, expected) => {
    await using root = await temporaryFolder();
    await chown(root.path, owner.uid, owner.gid);
    const folder = given || root.path;
    const config = loadConfig({
      HAPROXY_MAP_FILE: `${folder}/domains.map`,
      HAPROXY_SERVERS_FILE: `${folder}/servers.json`,
      HAPROXY_STATE_FILE: `${folder}/servers.state`,
    });

    expect(await isServices(config, ACCOUNT)).toBe(expected);
  });
});

describe("HA7", () => {
  const socketsIn = (settings: Readonly<Record<string, string>>) =>
    configSettings(loadConfig(settings), FEATURES).statsSockets;

  it.each([["podman"], ["systemd"]])("has a UNIX socket for the server beside TCP, with %s", (kind) => {
    expect(socketsIn({ HAPROXY_HOST_KIND: kind })).toEqual([
      "/run/haproxy-mcp/haproxy.sock mode 666 level admin",
      "ipv4@127.0.0.1:9999 level admin",
    ]);
    expect(renderTmpfiles(loadConfig({ HAPROXY_HOST_KIND: kind }))).toContain(
      "\nd /run/haproxy-mcp 0750 root haproxy-mcp\n",
    );
  });

  it.each([
    [
      { HAPROXY_SOCKET: "/run/haproxy-mcp/haproxy.sock" },
      ["/run/haproxy-mcp/haproxy.sock mode 666 level admin"],
    ],
    [{ HAPROXY_SOCKET: "/run/other/x.sock" }, ["/run/other/x.sock mode 600 level admin"]],
    [{ HAPROXY_PORT: "9998" }, ["ipv4@127.0.0.1:9998 level admin"]],
    [{ HAPROXY_HOST_KIND: "none" }, ["ipv4@127.0.0.1:9999 level admin"]],
  ])("has only the address that was chosen: %j", (settings, sockets) => {
    expect(socketsIn(settings)).toEqual(sockets);
  });

  it("says what TCP means, and how to leave it out", async () => {
    await using root = await temporaryFolder();
    const init = (settings = {}) =>
      run(["init", "--no-quic", "--root", root.path, "--program", PROGRAM], settings);
    const [both, unixOnly] = await Promise.all([
      init(),
      init({ HAPROXY_SOCKET: "/run/haproxy-mcp/haproxy.sock" }),
    ]);

    expect(both.stdout).toContain("Every user of this machine can control HAProxy on 127.0.0.1:9999");
    expect(both.stdout).toContain("HAPROXY_SOCKET=/run/haproxy-mcp/haproxy.sock haproxy-mcp init --write");
    expect(unixOnly.stdout).not.toContain("127.0.0.1:9999");
  });
});

describe("HA10", () => {
  it("reads the settings of the target first; the environment wins", async () => {
    await using root = await temporaryFolder();
    await write(root, {
      "etc/haproxy-mcp/settings.env": 'MCP_ALLOWED_HOSTS="mcp.example.com"\nMCP_PORT="8001"\n',
    });

    const { mcp, given } = await loadMachineConfig({ MCP_PORT: "8002" }, { root: root.path });

    expect([mcp.allowedHosts, mcp.port]).toEqual([["mcp.example.com"], 8002]);
    expect(given).toEqual({ MCP_ALLOWED_HOSTS: "mcp.example.com", MCP_PORT: "8002" });
  });

  it("keeps the route to the server when it runs again, in init and doctor", async () => {
    await using root = await temporaryFolder();
    const target = ["--root", root.path, "--program", PROGRAM];
    await run(["init", "--write", "--no-quic", ...target], { MCP_ALLOWED_HOSTS: "mcp.example.com" });

    const [again, doctor] = await Promise.all([
      run(["init", "--no-quic", ...target]),
      run(["doctor", ...target]),
    ]);

    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("Nothing to write") });
    expect(doctor.stdout).toMatch(/^ok +installation: /m);
  });

  it("refuses settings that it can't read, instead of dropping them", async () => {
    await using root = await temporaryFolder();
    await mkdir(join(root.path, "etc/haproxy-mcp/settings.env"), { recursive: true });

    const { code, stderr } = await run(["init", "--root", root.path]);

    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^cannot read the settings in .*settings\.env: /),
    ]);
  });
});

/** The commands that are left after the files of these names were written. */
function commandsFor(
  kind: string,
  state: ComparedFile["state"],
  ...names: readonly string[]
): readonly string[] {
  const config = loadConfig({ HAPROXY_HOST_KIND: kind });
  const planned = planFiles(config, FEATURES, { program: PROGRAM, hasQuadlet: true });
  const written = planned.filter(
    ({ path }) => names.length === 0 || names.some((name) => path.endsWith(name)),
  );
  if (written.length < names.length) throw new Error(`not planned: ${names.join()}`);
  return nextCommands(
    config,
    written.map((file) => ({ ...file, place: file.path, state })),
  );
}

const TMPFILES = "systemd-tmpfiles --create haproxy-mcp.conf";

describe("HA11", () => {
  it.each([
    ["systemd", "settings.env", [TMPFILES, "systemctl restart haproxy-mcp.service"]],
    ["systemd", "haproxy.cfg", ["systemctl reload haproxy.service"]],
    ["podman", "haproxy.cfg", ["systemctl reload haproxy.service"]],
    ["child", "haproxy.cfg", ["# call haproxy_reload, if haproxy-mcp is running"]],
    ["podman", "haproxy.container", ["systemctl daemon-reload", "systemctl restart haproxy.service"]],
    ["systemd", "50-haproxy-mcp.rules", []],
    ["systemd", "haproxy-mcp.service", ["systemctl daemon-reload", "systemctl restart haproxy-mcp.service"]],
    ["podman", "tmpfiles.d/haproxy-mcp.conf", [TMPFILES]],
    ["none", "settings.env", [TMPFILES, "systemctl restart haproxy-mcp.service"]],
  ])("with %s, a changed %s needs %j", (kind, name, commands) => {
    expect(commandsFor(kind, "outdated", name)).toEqual(
      commands.length === 0 ? [] : [...commands, "haproxy-mcp doctor"],
    );
  });

  it("prints what a fresh machine needs, and for no change nothing", () => {
    expect(commandsFor("podman", "missing")).toEqual([
      "systemd-sysusers haproxy-mcp.conf",
      "systemd-tmpfiles --create haproxy-mcp.conf",
      "systemctl daemon-reload",
      "systemctl enable podman.socket",
      "systemctl restart podman.socket",
      "systemctl restart haproxy.service",
      "systemctl enable --now haproxy-mcp.service",
      "haproxy-mcp doctor",
    ]);
    expect(nextCommands(loadConfig({}), [])).toEqual([]);
  });
});

describe("HA12", () => {
  const GENERATOR = "usr/lib/systemd/system-generators/podman-system-generator";

  it.each([
    ["Podman 4.3", { "usr/bin/podman": "" }, "Podman is older than 4.4"],
    ["Podman 4.4 or later", { "usr/bin/podman": "", [GENERATOR]: "" }, undefined],
    ["no Podman yet", { "etc/os-release": "" }, undefined],
    [
      "a newer Podman than at the installation",
      { "usr/bin/podman": "", [GENERATOR]: "", "etc/systemd/system/haproxy.service": "" },
      "etc/systemd/system/haproxy.service to use a Quadlet",
    ],
  ])("makes a Quadlet only where there is one, or says why not: %s", async (_what, files, why) => {
    await using root = await temporaryFolder();
    await write(root, files);

    expect(await hasQuadlet(root.path, loadConfig({}))).toBe(why === undefined);
    expect(await whyNoQuadlet(root.path, loadConfig({}))).toEqual(why && expect.stringContaining(why));
  });

  it("is named by doctor where a Quadlet was written for a Podman that has none", async () => {
    await using root = await temporaryFolder();
    await write(root, { "usr/bin/podman": "", "etc/containers/systemd/haproxy.container": "" });

    const { findings } = await checkInstallation(loadConfig({}), PROGRAM, root.path);

    expect(findings[0]).toMatchObject({
      message: expect.stringMatching(
        /haproxy\.container has no effect: this machine's Podman is older than 4\.4/,
      ),
      remedy: expect.stringContaining("haproxy-mcp init --write"),
    });
  });

  it("falls back to a unit, says so, and doctor finds nothing missing", async () => {
    await using root = await temporaryFolder();
    await write(root, { "usr/bin/podman": "" });

    const { code, stdout } = await run([
      "init",
      "--write",
      "--no-quic",
      "--root",
      root.path,
      "--program",
      PROGRAM,
    ]);

    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining("Podman is older than 4.4 and has no Quadlet"),
    ]);
    expect(stdout).toContain("systemctl enable haproxy.service\n  systemctl restart haproxy.service");
    expect(stdout).not.toContain("haproxy.container");
    expect(await checkInstallation(loadConfig({}), PROGRAM, root.path)).toMatchObject({ findings: [] });
  });

  it.each([
    [
      "/root/.nvm/versions/node/v20/bin/node /usr/lib/haproxy-mcp/main.js",
      "/root/.nvm/versions/node/v20/bin/node",
    ],
    ["/usr/bin/node /tmp/checkout/dist/main.js", "/tmp/checkout/dist/main.js"],
    ["/home/me/bin/haproxy-mcp", "/home/me/bin/haproxy-mcp"],
  ])("reports a program that the unit hides: %s", async (program, hidden) => {
    expect(await hiddenPaths(loadConfig({}), program)).toEqual([
      {
        severity: "error",
        message: `haproxy-mcp.service can't start ${hidden}: its unit hides /home, /root and /tmp from it`,
        remedy: expect.stringContaining("--program"),
      },
    ]);
  });

  it("follows a link in a visible folder, and reports settings whose paths the unit hides, too", async () => {
    await using root = await temporaryFolder();
    const program = join(root.path, "haproxy-mcp");
    await using file = await open(program, "w");
    const visible = await hiddenPaths(loadConfig({}), "/usr/bin/env");
    const hidden = await hiddenPaths(
      loadConfig({
        ACME_HOME: "/root/.acme.sh",
        HAPROXY_CERTS_DIR: "/tmp/certs",
        MCP_TOKEN_FILE: "/home/me/token",
      }),
      `/proc/self/fd/${file.fd}`,
    );

    expect(visible).toEqual([]);
    expect(hidden.map(({ message }) => /^\S+ can't \S+ (\S+?):? /.exec(message)?.[1])).toEqual([
      program,
      "/home/me/token",
      "/tmp/certs",
      "/root/.acme.sh",
    ]);
  });
});

const UNIT = "usr/lib/systemd/system/haproxy.service";
const PODMAN = "usr/bin/podman";

describe("how HAProxy runs", () => {
  it.each([
    ["HAProxy's unit", [UNIT], "systemd", /haproxy\.service runs HAProxy$/],
    ["the unit of an operator", ["etc/systemd/system/haproxy.service"], "systemd", /runs HAProxy$/],
    [
      "HAProxy's unit and Podman",
      [UNIT, PODMAN],
      "systemd",
      /Podman is installed, too: HAPROXY_HOST_KIND=podman/,
    ],
    ["Podman", [PODMAN], "podman", /^Podman is installed, and no haproxy\.service$/],
    [
      "a Quadlet",
      [UNIT, "etc/containers/systemd/haproxy.container"],
      "podman",
      /runs HAProxy in a container$/,
    ],
    [
      "neither",
      ["etc/passwd"],
      undefined,
      /neither haproxy\.service nor Podman is installed.*apt-get install/,
    ],
  ])("follows what the machine has: %s", async (_what, paths, kind, why) => {
    await using root = await temporaryFolder();
    await write(root, Object.fromEntries(paths.map((path) => [path, ""])));

    const choice = await chooseHostKind(root.path, loadConfig({}));

    expect([choice?.kind, choice?.why]).toEqual([kind, expect.stringMatching(why)]);
  });

  it("follows the setting, and what an earlier init has taken", async () => {
    await using root = await temporaryFolder();
    await write(root, { [UNIT]: "" });
    expect(await chooseHostKind(root.path, loadConfig({ HAPROXY_HOST_KIND: "none" }))).toBeUndefined();

    await write(root, { "etc/haproxy-mcp/settings.env": "" });
    expect(await chooseHostKind(root.path, loadConfig({}))).toBeUndefined();
  });

  it("is said by init, and kept in the settings", async () => {
    await using root = await temporaryFolder();
    await write(root, { [UNIT]: "" });
    const args = ["init", "--write", "--no-quic", "--root", root.path, "--program", PROGRAM];

    const first = await run(args);
    const settings = await readFile(join(root.path, "etc/haproxy-mcp/settings.env"), "utf8");
    const second = await run(args);

    expect(first.stdout).toMatch(/^note {5}HAPROXY_HOST_KIND=systemd: .*haproxy\.service runs HAProxy\.$/m);
    expect(settings).toContain('HAPROXY_HOST_KIND="systemd"\n');
    expect([second.code, second.stdout]).toEqual([0, expect.stringContaining("Nothing to write")]);
    expect(second.stdout).not.toContain("HAPROXY_HOST_KIND=");
  });
});

describe("sites that HAProxy's unit serves already", () => {
  const OWN = "etc/haproxy/haproxy.cfg";
  const SITES =
    "global\n  # frontend of old\nfrontend web\n  bind :80\n\tlisten tcp\ndefaults\nbackend shop\n";
  const filesIn = async (root: TemporaryFolder) =>
    (await readdir(root.path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const init = (
    root: TemporaryFolder,
    settings: Readonly<Record<string, string>>,
    ...args: readonly string[]
  ) => run(["init", "--no-quic", "--root", root.path, "--program", PROGRAM, ...args], settings);

  it.each([
    [[], {}],
    [["--write"], { HAPROXY_HOST_KIND: "systemd" }],
  ])("are not ended unless a setting says so: init %j", async (args, settings) => {
    await using root = await temporaryFolder();
    await write(root, { [UNIT]: "", [OWN]: SITES });

    const { code, stdout, stderr } = await init(root, settings, ...args);

    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(
      `${join(root.path, OWN)} has 2 frontends, and haproxy.service would run /opt/haproxy/conf/haproxy.cfg instead, without them. ` +
        "Nothing was written.\nHAPROXY_CONFIG_FILE=/etc/haproxy/haproxy.cfg haproxy-mcp init keeps that file, and",
    );
    expect(await filesIn(root)).toHaveLength(2);
  });

  it.each([
    ["the packaged file has none", { [OWN]: "global\n  daemon\ndefaults\n  mode http\n" }, {}],
    ["the operator keeps the file", { [OWN]: SITES }, { HAPROXY_CONFIG_FILE: `/${OWN}` }],
    ["the operator ends them", { [OWN]: SITES }, { HAPROXY_CONFIG_FILE: "/opt/haproxy/conf/haproxy.cfg" }],
    ["Podman runs HAProxy", { [OWN]: SITES }, { HAPROXY_HOST_KIND: "podman" }],
  ])("do not stop init if %s", async (_what, files, settings) => {
    await using root = await temporaryFolder();
    await write(root, { [UNIT]: "", ...files });

    expect((await init(root, settings)).stdout).toContain("Add --write to write them.");
  });

  it("do not stop an init that has its answer", async () => {
    await using root = await temporaryFolder();
    await write(root, { [UNIT]: "", [OWN]: SITES });
    await init(root, { HAPROXY_CONFIG_FILE: "/opt/haproxy/conf/haproxy.cfg" }, "--write");

    expect((await init(root, {})).stdout).toContain("Nothing to write");
  });
});
