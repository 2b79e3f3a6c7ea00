import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { makeMcpb, mcpbTool } from "../bundle/mcpb.mjs";
import { overHttp, overStdio } from "../clients/sdk-client.mjs";
import { freePort } from "../free-port.mjs";
import { outputOf } from "../output-of.mjs";
import { buildImage } from "./image.mjs";

/** @typedef {import("../clients/clients.mjs").Client} Client */
/** @typedef {import("./node-root.mjs").NodeRoot} NodeRoot */
/** @typedef {() => Promise<Client>} Open starts the program, and opens a client of it */
/** @typedef {Readonly<Record<string, string>>} Settings of a server for the HAProxy that runs, as seen in the root */

const START_LIMIT_MS = 30_000;
const RETRY_MS = 200;
/** Where the `.mcpb` is in the root. */
const MCPB = "/tmp/mcpb";
/** That of the image. */
const USER = 1000;

/**
 * What npm installed in the root.
 *
 * @param {NodeRoot} root
 * @param {Settings} settings
 * @returns {Open}
 */
export function installed(root, settings) {
  const [command, ...args] = root.node(["/usr/local/bin/haproxy-mcp", "stdio"]);
  return () => overStdio({ command, args, env: settings });
}

/**
 * The `.mcpb`, unpacked in the root: for HAProxy's machine, and with a network for a server elsewhere.
 *
 * @param {string} folder
 * @param {NodeRoot} root
 * @returns {Promise<{ here: (settings: Settings) => Promise<Open>, elsewhere: (settings: Settings) => Promise<Open> }>}
 */
export async function unpackedMcpb(folder, root) {
  const { run, module } = await mcpbTool();
  await run(["unpack", await makeMcpb(folder), join(root.path, MCPB)]);
  const manifest = JSON.parse(readFileSync(join(root.path, MCPB, "manifest.json"), "utf8"));
  const { getMcpConfigForManifest } = await import(pathToFileURL(module).href);
  /** With the command of the manifest, as a client resolves it. */
  const openerOf = (/** @type {NodeRoot["node"]} */ node) => async (/** @type {Settings} */ settings) => {
    const { command, args, env } = await getMcpConfigForManifest({
      manifest,
      extensionPath: MCPB,
      systemDirs: {},
      pathSeparator: "/",
      userConfig: Object.fromEntries(
        Object.entries(settings).map(([name, value]) => [name.toLowerCase(), value]),
      ),
    });
    if (command !== "node") throw new Error(`the manifest starts ${command}, not node`);
    const [started, ...rest] = node(args);
    return () => overStdio({ command: started, args: rest, env });
  };
  return { here: openerOf(root.node), elsewhere: openerOf(root.onlineNode) };
}

/**
 * A container of the image, over HTTP.
 *
 * @param {string} folder
 * @param {NodeRoot} root
 * @param {Settings} settings
 * @param {string} tarball
 * @returns {Promise<Open>}
 */
export async function container(folder, root, settings, tarball) {
  const place = join(folder, "image");
  mkdirSync(place);
  const image = await buildImage(place, tarball);
  const data = join(root.path, "data");
  await outputOf("chown", ["--recursive", `${USER}:${USER}`, data]);
  const port = await freePort();
  const variables = Object.entries({ ...settings, MCP_HOST: "127.0.0.1", MCP_PORT: String(port) });
  return async () => {
    const stop = await image.start([
      ...variables.flatMap(([name, value]) => ["--env", `${name}=${value}`]),
      ...["--volume", `${data}:/data`],
    ]);
    try {
      const client = await untilOpen(() => overHttp(`http://127.0.0.1:${port}/mcp`));
      return { ...client, close: async () => void (await Promise.all([client.close?.(), stop()])) };
    } catch (error) {
      await stop();
      throw error;
    }
  };
}

/**
 * @param {() => Promise<Client>} open
 * @returns {Promise<Client>}
 */
async function untilOpen(open) {
  const end = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
