// `npm run check:install`: each way to install haproxy-mcp, where only Node.js is: the bundle, the `.mcpb`, the container image. Each
// is started, and a client of it adds a domain that HAProxy then serves. `check:packages` does the same with what a registry has.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkWays } from "./lib/install/check-ways.mjs";
import { makeNodeRoot } from "./lib/install/node-root.mjs";
import { container, installed, unpackedMcpb } from "./lib/install/ways.mjs";
import { outputOf } from "./lib/output-of.mjs";
import { ensurePrograms, HAPROXY } from "./lib/programs/debian-packages.mjs";
import { ROOT } from "./lib/root.mjs";
import { installPackages } from "./lib/set-up.mjs";
import { runMain } from "./lib/stop.mjs";

const NEEDS = [
  HAPROXY,
  { program: "buildah", package: "buildah" },
  { program: "podman", package: "podman" },
  { program: "runc", package: "runc" },
  { program: "unshare", package: "util-linux" },
];

await runMain(async () => {
  await installPackages();
  await ensurePrograms(NEEDS);
  const folder = mkdtempSync(join(tmpdir(), "install-"));
  try {
    const [name = ""] = (await outputOf("npm", ["run", "--silent", "bundle"], { cwd: ROOT })).split("\n");
    const tarball = join(ROOT, name);
    const root = await makeNodeRoot(join(folder, "root"));
    cpSync(tarball, join(root.path, "tmp/haproxy-mcp.tgz"));
    console.log("Installing the bundle where only Node.js is, with no network …");
    await root.npm(["install", "--global", "--offline", "--prefix", "/usr/local", "/tmp/haproxy-mcp.tgz"]);
    const mcpb = await unpackedMcpb(folder, root);
    await checkWays(root, (settings, remote) => ({
      bundle: async () => installed(root, settings),
      mcpb: () => mcpb.here(settings),
      "mcpb elsewhere": () => mcpb.elsewhere(remote),
      image: () => container(folder, root, settings, tarball),
    }));
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
