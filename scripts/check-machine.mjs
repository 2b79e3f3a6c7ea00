// `npm run check:machine`: what the README says for a new machine, with Debian's HAProxy, on one that a real systemd runs: its commands
// to install the bundle, its `haproxy-mcp init --write`, each command that this prints, then a domain over the server that its unit started, with a certificate
// of a test CA.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startMachine } from "./lib/install/machine.mjs";
import { readmeCommands } from "./lib/install/readme-commands.mjs";
import { installTestCa, ROOT_URL, SETTINGS, START } from "./lib/install/test-ca.mjs";
import { outputOf } from "./lib/output-of.mjs";
import { ensurePrograms, HAPROXY } from "./lib/programs/debian-packages.mjs";
import { ROOT } from "./lib/root.mjs";
import { installPackages } from "./lib/set-up.mjs";
import { runMain, Stop } from "./lib/stop.mjs";

const NEEDS = [
  HAPROXY,
  { program: "curl", package: "curl" },
  { program: "systemctl", package: "systemd" },
  { program: "pebble", package: "pebble" },
  { program: "openssl", package: "openssl" },
  { program: "nsenter", package: "util-linux" },
];
const DOMAIN = "shop.example.test";
const SITE =
  'require("node:http").createServer((_, response) => response.end("hello")).listen(18081, "127.0.0.1")';
const SERVER = "http://127.0.0.1:8000/mcp";
const CA_FILE = "/tmp/root.pem";
const START_LIMIT_MS = 30_000;
const RETRY_MS = 300;

await runMain(async () => {
  await installPackages();
  await ensurePrograms(NEEDS);
  const folder = mkdtempSync(join(tmpdir(), "machine-"));
  try {
    const machine = await startMachine(join(folder, "machine"), installIn);
    await setUpMachine(machine.run).finally(machine.stop);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** @param {import("./lib/install/machine.mjs").Machine["run"]} run */
async function setUpMachine(run) {
  for (const command of START)
    await run("systemd-run", "--quiet", "--setenv=PEBBLE_VA_NOSLEEP=1", ...command);
  const settings = Object.entries(SETTINGS).map(([name, value]) => `${name}=${value}`);
  for (const line of readmeCommands("haproxy-mcp init")) {
    console.log(`$ ${line}`);
    const shown = await run("env", ...settings, ...line.split(" "));
    if (!line.endsWith("--write")) continue;
    if (!shown.includes("HAPROXY_HOST_KIND=systemd: ")) throw new Stop("init does not pick systemd");
    for (const command of commandsIn(shown)) {
      console.log(`$ ${command}`);
      process.stdout.write(await run(...command.split(" ")));
    }
  }
  await run("systemd-run", "--quiet", "/usr/local/bin/node", "--eval", SITE);
  await until("the server of the unit lists its domains", () =>
    run("haproxy-mcp", "domains", "list", "--url", SERVER),
  );
  await until("the test CA responds", () =>
    run("curl", "--silent", "--fail", "--insecure", "--output", CA_FILE, ROOT_URL),
  );
  for (const verb of [["domains", "add", DOMAIN, "127.0.0.1:18081"], ["certs", "issue", DOMAIN], ["reload"]])
    process.stdout.write(await run("haproxy-mcp", ...verb, "--url", SERVER));
  await until("HAProxy serves the domain", () => served(run));
  await doctorReportsStopped(run);
  await run("systemctl", "restart", "haproxy.service", "haproxy-mcp.service");
  await until("HAProxy serves the domain after a restart", () => served(run));
  const failed = await run("systemctl", "--failed", "--no-legend");
  if (failed.trim() !== "") throw new Stop(`units failed:\n${failed}`);
}

/** @param {import("./lib/install/machine.mjs").Machine["run"]} run */
async function doctorReportsStopped(run) {
  await run("systemctl", "stop", "haproxy-mcp.service");
  const report = await run("haproxy-mcp", "doctor").catch((error) => String(error.message));
  if (!/^error +server: nothing listens on 127\.0\.0\.1:8000.+inactive/m.test(report))
    throw new Stop(`doctor does not report the stopped server:\n${report}`);
  console.log("doctor reports the stopped server");
}

/**
 * Node.js and the bundle, as an operator installs them for the whole machine.
 *
 * @param {string} local
 */
async function installIn(local) {
  cpSync(process.execPath, join(local, "bin/node"));
  const env = { ...process.env, npm_config_prefix: local, npm_config_offline: "true" };
  for (const line of readmeCommands("npm run bundle")) {
    console.log(`$ ${line}`);
    await outputOf("sh", ["-c", line], { cwd: ROOT, env });
  }
  await installTestCa(local);
}

/** @param {string} text of init */
function commandsIn(text) {
  const commands = (text.split("\nNext:\n")[1] ?? "").split("\n").map((line) => line.trim());
  const found = commands.filter((line) => line !== "" && !line.startsWith("#"));
  if (found.length === 0) throw new Stop(`init prints no command:\n${text}`);
  return found;
}

/** @param {import("./lib/install/machine.mjs").Machine["run"]} run */
async function served(run) {
  const shown = await run(
    "curl",
    "--silent",
    "--fail",
    "--cacert",
    CA_FILE,
    "--resolve",
    `${DOMAIN}:443:127.0.0.1`,
    `https://${DOMAIN}/`,
  );
  if (shown !== "hello") throw new Stop(`HAProxy returned ${shown}`);
}

/**
 * @param {string} what
 * @param {() => Promise<unknown>} attempt
 */
async function until(what, attempt) {
  const end = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      await attempt();
      console.log(what);
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
