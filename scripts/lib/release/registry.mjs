import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../free-port.mjs";
import { ROOT } from "../root.mjs";
import { runStep } from "../run.mjs";
import { Stop } from "../stop.mjs";

const START_LIMIT_MS = 60_000;
const RETRY_MS = 200;

/**
 * A registry on this machine alone, which has what is published to it and nothing else.
 *
 * @typedef {object} Registry
 * @property {string} url
 * @property {string} npmrc a configuration of npm that publishes to it
 * @property {string} scope a line of `.npmrc` by which our packages come from it, and all others from where they do anyway
 * @property {() => Promise<void>} stop
 */

/**
 * @param {string} folder to create
 * @returns {Promise<Registry>}
 */
export async function startRegistry(folder) {
  mkdirSync(folder);
  for (const name of ["package.json", "package-lock.json"])
    cpSync(join(ROOT, "scripts/registry", name), join(folder, name));
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund"];
  await runStep("Installing a registry", "npm", ["ci", "--prefix", folder, ...quiet]);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  writeFileSync(join(folder, "config.yaml"), configuration(folder));
  const cli = join(folder, "node_modules/verdaccio/bin/verdaccio");
  const child = spawn(process.execPath, [cli, "--config", join(folder, "config.yaml"), "--listen", url], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const exited = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
  };
  try {
    await responds(url);
    const npmrc = join(folder, "npmrc");
    writeFileSync(npmrc, `registry=${url}\n//127.0.0.1:${port}/:_authToken=${await tokenOf(url)}\n`);
    return { url, npmrc, scope: `@haproxy-mcp:registry=${url}\n`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {string} folder */
function configuration(folder) {
  return `storage: ${folder}/storage
auth:
  htpasswd:
    file: ${folder}/htpasswd
packages:
  "@haproxy-mcp/*":
    access: $all
    publish: $authenticated
  "**":
    access: $all
log: { type: stdout, level: warn }
`;
}

/** @param {string} url */
async function responds(url) {
  const end = Date.now() + START_LIMIT_MS;
  while (
    !(await fetch(`${url}-/ping`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (Date.now() > end) throw new Stop(`the registry on ${url} does not respond`);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/**
 * Of a user that is created for it.
 *
 * @param {string} url
 * @returns {Promise<string>}
 */
async function tokenOf(url) {
  const user = { name: "rehearsal", password: crypto.randomUUID() };
  const response = await fetch(`${url}-/user/org.couchdb.user:${user.name}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(user),
  });
  const { token } = /** @type {{ token: string }} */ (await response.json());
  return token;
}
