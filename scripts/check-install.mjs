// `npm run check:install`: each way to install haproxy-mcp, where only Node.js is: the bundle, the `.mcpb`, the container image. Each
// is started, and a client of it adds a domain that HAProxy then serves.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTarball } from "./lib/bundle/tarball.mjs";
import { startServer } from "./lib/clients/server.mjs";
import { whyNot } from "./lib/clients/works.mjs";
import { makeNodeRoot } from "./lib/install/node-root.mjs";
import { container, installed, unpackedMcpb } from "./lib/install/ways.mjs";
import { ensurePrograms, HAPROXY } from "./lib/programs/debian-packages.mjs";
import { installPackages } from "./lib/set-up.mjs";
import { runMain, Stop } from "./lib/stop.mjs";

const NEEDS = [
  HAPROXY,
  { program: "buildah", package: "buildah" },
  { program: "podman", package: "podman" },
  { program: "runc", package: "runc" },
  { program: "unshare", package: "util-linux" },
];
/** Where npm puts the program with the prefix /usr/local. */
const MAIN = "usr/local/lib/node_modules/@haproxy-mcp/mcp-server/dist/main.js";

await runMain(async () => {
  await installPackages();
  await ensurePrograms(NEEDS);
  const folder = mkdtempSync(join(tmpdir(), "install-"));
  try {
    const tarball = await makeTarball(folder);
    const root = await makeNodeRoot(join(folder, "root"));
    cpSync(tarball, join(root.path, "tmp/haproxy-mcp.tgz"));
    console.log(`Installing ${tarball} where only Node.js is, with no network …`);
    await root.npm(["install", "--global", "--offline", "--prefix", "/usr/local", "/tmp/haproxy-mcp.tgz"]);

    const server = await startServer(
      root.path,
      process.env["HAPROXY_BIN"] ?? "haproxy",
      join(root.path, MAIN),
    );
    const settings = Object.fromEntries(
      Object.entries(server.stdioEnvironment).map(([name, value]) => [name, value.replace(root.path, "")]),
    );
    try {
      await check("bundle", server, installed(root, settings));
      await check("mcpb", server, await unpackedMcpb(folder, root, settings));
      await check("image", server, await container(folder, root, settings, tarball));
      return 0;
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/**
 * @param {string} way
 * @param {import("./lib/clients/server.mjs").Server} server
 * @param {import("./lib/install/ways.mjs").Open} open
 */
async function check(way, server, open) {
  const began = Date.now();
  const why = await whyNot(open, server, `${way}.example.test`);
  if (why !== undefined) throw new Stop(`${way}: ${why}`);
  console.log(`${way}: works, ${((Date.now() - began) / 1000).toFixed(1)} s`);
}
