// `npm run check:machine`: the README's ways to install and set up, on a machine that a real systemd runs. That of docs/adopting.md is run by
// check:blocks.
import { installBundle } from "./lib/install/install-bundle.mjs";
import { onMachine } from "./lib/install/machine.mjs";
import { walkNewMachine } from "./lib/install/new-machine.mjs";
import { installTestCa } from "./lib/install/test-ca.mjs";
import { ensurePrograms, HAPROXY } from "./lib/programs/debian-packages.mjs";
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
  const install = async (/** @type {string} */ local) => {
    await installBundle(local);
    await installTestCa(local);
  };
  await onMachine(install, async (run) => {
    await walkNewMachine(run);
    const failed = await run("systemctl", "--failed", "--no-legend");
    if (failed.trim() !== "") throw new Stop(`units failed:\n${failed}`);
  });
  return 0;
});
