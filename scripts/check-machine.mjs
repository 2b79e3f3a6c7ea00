// `npm run check:machine`: the documents' ways on machines that a real systemd runs: a new one, with the README's own commands, and one
// whose HAProxy serves sites already (docs/adopting.md).
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startMachine } from "./lib/install/machine.mjs";
import { walkNewMachine } from "./lib/install/new-machine.mjs";
import { installSites, walkOwnHaproxy } from "./lib/install/own-haproxy.mjs";
import { readmeCommands } from "./lib/install/readme-commands.mjs";
import { installTestCa } from "./lib/install/test-ca.mjs";
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

await runMain(async () => {
  await installPackages();
  await ensurePrograms(NEEDS);
  await onMachine(installTestCa, walkNewMachine);
  await onMachine(installSites, walkOwnHaproxy);
  return 0;
});

/**
 * @param {(local: string) => unknown} prepare its /usr/local
 * @param {(run: import("./lib/install/machine.mjs").Machine["run"]) => Promise<void>} walk
 */
async function onMachine(prepare, walk) {
  const folder = mkdtempSync(join(tmpdir(), "machine-"));
  try {
    const { run, stop } = await startMachine(join(folder, "machine"), async (local) => {
      await installIn(local);
      await prepare(local);
    });
    try {
      await walk(run);
      const failed = await run("systemctl", "--failed", "--no-legend");
      if (failed.trim() !== "") throw new Stop(`units failed:\n${failed}`);
    } catch (error) {
      console.error(await run("journalctl", "--no-pager", "--lines=60"));
      throw error;
    } finally {
      await stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
}
