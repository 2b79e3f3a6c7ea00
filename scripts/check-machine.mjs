// `npm run check:machine`: the README's ways to install and set up, on a machine that a real systemd runs. That of docs/adopting.md is run by
// check:blocks.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startMachine } from "./lib/install/machine.mjs";
import { walkNewMachine } from "./lib/install/new-machine.mjs";
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
  const folder = mkdtempSync(join(tmpdir(), "machine-"));
  try {
    const { run, stop } = await startMachine(join(folder, "machine"), installIn);
    try {
      await walkNewMachine(run);
      const failed = await run("systemctl", "--failed", "--no-legend");
      if (failed.trim() !== "") throw new Stop(`units failed:\n${failed}`);
    } catch (error) {
      console.error(await run("journalctl", "--no-pager", "--lines=60"));
      throw error;
    } finally {
      await stop();
    }
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

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
