import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { outputOf } from "../output-of.mjs";
import { ROOT } from "../root.mjs";
import { copyProgram, makeNodeRoot } from "./node-root.mjs";

const BASE = "localhost/node-base";
const IMAGE = "localhost/haproxy-mcp";
/** So that nothing of Podman's needs an init system. */
const RUN = ["--runtime", "runc", "run", "--rm", "--name", "haproxy-mcp", "--network", "host"];
/** The daemons' defaults are higher than an unprivileged machine allows. */
const LIMITS = ["--log-driver", "k8s-file", "--ulimit", "nofile=10000:10000", "--ulimit", "nproc=1024:1024"];

/**
 * Builds deploy/Containerfile on a base of this machine's Node.js: no registry of images is asked.
 *
 * @typedef {object} Image
 * @property {(options: readonly string[]) => Promise<() => Promise<void>>} start a container; resolves to what stops it
 */

/**
 * @param {string} folder for the storage, which is separate from the machine's
 * @param {string} tarball
 * @returns {Promise<Image>}
 */
export async function buildImage(folder, tarball) {
  const run = withStorage(folder);
  const root = await makeNodeRoot(join(folder, "root"));
  await addShell(root.path);
  const base = (await run("buildah", ["from", "scratch"])).trim();
  await run("buildah", ["copy", "--quiet", base, root.path, "/"]);
  await run("buildah", ["commit", "--quiet", "--rm", base, BASE]);

  const context = join(folder, "context");
  mkdirSync(context);
  cpSync(tarball, join(context, basename(tarball)));
  await run("buildah", [
    ...["build", "--isolation", "chroot", "--network", "host", "--pull-never"],
    ...["--build-arg", `BASE=${BASE}`, "--file", join(ROOT, "deploy/Containerfile")],
    ...["--tag", IMAGE, context],
  ]);
  return {
    async start(options) {
      const child = spawn(join(folder, "podman"), [...RUN, ...LIMITS, ...options, IMAGE], {
        stdio: ["ignore", "ignore", "inherit"],
      });
      const ended = once(child, "exit");
      return async () => {
        await run("podman", ["stop", "--ignore", "--time", "5", "haproxy-mcp"]);
        await ended;
      };
    },
  };
}

/**
 * The programs with a storage of their own.
 *
 * @param {string} folder
 */
function withStorage(folder) {
  const storage = join(folder, "storage.conf");
  writeFileSync(
    storage,
    `[storage]\ndriver = "vfs"\ngraphroot = "${folder}/storage"\nrunroot = "${folder}/run"\n`,
  );
  for (const program of ["buildah", "podman"]) {
    const script = `#!/bin/sh\nexport CONTAINERS_STORAGE_CONF=${storage}\nexec /usr/bin/${program} "$@"\n`;
    writeFileSync(join(folder, program), script);
    chmodSync(join(folder, program), 0o755);
  }
  return (/** @type {"buildah" | "podman"} */ program, /** @type {readonly string[]} */ args) =>
    outputOf(join(folder, program), args);
}

/**
 * What a line `RUN` of a Containerfile needs.
 *
 * @param {string} root
 */
async function addShell(root) {
  for (const [program, target] of [
    ["/bin/sh", "usr/bin/sh"],
    ["/usr/bin/env", "usr/bin/env"],
  ])
    await copyProgram(root, program ?? "", target ?? "");
  symlinkSync("usr/bin", join(root, "bin"));
  symlinkSync("../lib/node_modules/npm/bin/npm-cli.js", join(root, "usr/bin/npm"));
}
