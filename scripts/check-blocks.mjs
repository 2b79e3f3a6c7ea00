// `npm run check:blocks [FILE…]`: types every command block of the documents below, in order, as a reader does, and compares what is
// printed. Each document has a network, a /tmp and a copy of this clone of its own, so that the ports and paths it names are free.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { walkOnMachine } from "./lib/blocks/on-machine.mjs";
import { ensurePrograms, HAPROXY } from "./lib/programs/debian-packages.mjs";
import { ROOT } from "./lib/root.mjs";
import { setUp } from "./lib/set-up.mjs";
import { runMain, Stop } from "./lib/stop.mjs";

const DOCUMENTS = ["README.md", "docs/start.md", "docs/adopting.md"];
const NEEDS = [
  HAPROXY,
  { program: "curl", package: "curl" },
  { program: "pebble", package: "pebble" },
  { program: "openssl", package: "openssl" },
  { program: "ip", package: "iproute2" },
  { program: "unshare", package: "util-linux" },
  { program: "systemctl", package: "systemd" },
];

const SIGNALS = ["SIGINT", "SIGTERM"];

/** Whatever is written below /tmp and the clone goes into memory, and is gone afterwards. Needs root. */
const ENTER = `set -e
scratch=$1; root=$2; shift 2
ip link set lo up
mount -t tmpfs tmpfs "$scratch"
kept() {
  mkdir -p "$scratch$1/upper" "$scratch$1/work"
  mount -t overlay overlay -o "lowerdir=$1,upperdir=$scratch$1/upper,workdir=$scratch$1/work" "$1"
}
# the clone first: once /tmp is kept, the folder in memory can't be seen there any more
case $root in /tmp/*) ;; *) kept "$root" ;; esac
kept /tmp
cd "$root"
rm -rf .haproxy-mcp
exec "$@"
`;

await runMain(async () => {
  await setUp();
  await ensurePrograms(NEEDS);
  const [, , ...given] = process.argv;
  for (const document of given.length > 0 ? given : DOCUMENTS) {
    const code = await walk(document);
    if (code !== 0) throw new Stop(`${document}: a command does not do what the document says`);
  }
  if (given.length === 0) await walkOnMachine("docs/adopting.md");
  return 0;
});

/** @param {string} document */
async function walk(document) {
  const scratch = mkdtempSync(join(tmpdir(), "blocks-"));
  try {
    const child = spawn(
      "unshare",
      [
        ...["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"],
        ...["sh", "-c", ENTER, "sh", scratch, ROOT],
        ...[process.execPath, "scripts/lib/blocks/walk.mjs", document],
      ],
      { stdio: ["ignore", "inherit", "inherit"] },
    );
    // everything in its namespaces ends with it
    const stop = () => child.kill("SIGKILL");
    for (const signal of SIGNALS) process.once(signal, stop);
    const [code] = await once(child, "exit");
    for (const signal of SIGNALS) process.off(signal, stop);
    return code;
  } finally {
    rmdirSync(scratch);
  }
}
