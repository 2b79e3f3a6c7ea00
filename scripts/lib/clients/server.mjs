import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { freePorts } from "../free-ports.mjs";
import { MAIN } from "../root.mjs";
import { Stop } from "../stop.mjs";

const START_LIMIT_MS = 30_000;
/** So that no client is trusted without a token (RFC 5737). */
const NOWHERE = "192.0.2.0/24";
/** HTTP, HTTPS, MCP, and two sample backends, which are in a row. */
const NEEDED = 5;

/**
 * `haproxy-mcp up` in a data folder, as `npm start` runs it, for clients that have a token.
 *
 * @typedef {object} Server
 * @property {string} url
 * @property {string} authorization the header of that name
 * @property {readonly string[]} stdio the command of a second server for the same HAProxy and files, over stdio
 * @property {Readonly<Record<string, string>>} stdioEnvironment
 * @property {number} httpPort of HAProxy
 * @property {number} samplePort of a server that domains can have; another has the next one
 * @property {(host: string) => Promise<number>} ask the status of HAProxy's response
 * @property {() => Promise<void>} stop
 */

/**
 * @param {string} folder
 * @param {string} haproxy the program
 * @param {string} [main] what Node.js starts
 * @returns {Promise<Server>}
 */
export async function startServer(folder, haproxy, main = MAIN) {
  const [http = 0, https = 0, mcp = 0, sample = 0] = await freePorts(NEEDED);
  const data = join(folder, "data");
  const ports = Object.entries({ http, https, mcp, sample }).flatMap(([name, port]) => [
    `--${name}-port`,
    String(port),
  ]);
  const token = randomUUID();
  const tokenFile = join(folder, "mcp-token.env");
  writeFileSync(tokenFile, `MCP_TOKEN=${token}\n`, { mode: 0o600 });
  const child = spawn(process.execPath, [main, "up", "--data-folder", data, ...ports], {
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      HAPROXY_BIN: haproxy,
      MCP_TOKEN_FILE: tokenFile,
      MCP_TRUSTED_NETWORKS: NOWHERE,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  let output = "";
  const ready = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        output += chunk;
        if (output.includes("haproxy-mcp is ready")) resolve(true);
      });
  });
  const late = new Promise((resolve) => setTimeout(resolve, START_LIMIT_MS, false).unref());
  const isReady = await Promise.race([ready, late, exited.then(() => false)]);
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
  };
  if (!isReady) {
    if (child.exitCode === null) await stop();
    throw new Stop(`haproxy-mcp up did not start:\n${output}`);
  }
  return {
    url: `http://127.0.0.1:${mcp}/mcp`,
    authorization: `Bearer ${token}`,
    stdio: [process.execPath, main, "stdio"],
    stdioEnvironment: {
      HAPROXY_SOCKET: join(data, "haproxy.sock"),
      HAPROXY_MAP_FILE: join(data, "domains.map"),
      HAPROXY_SERVERS_FILE: join(data, "servers.json"),
      HAPROXY_STATE_FILE: join(data, "servers.state"),
      HAPROXY_CERTS_DIR: join(data, "certs"),
      HAPROXY_HOST_KIND: "none",
      ACME_DATA_DIR: join(data, "acme"),
    },
    httpPort: http,
    samplePort: sample,
    ask: (host) => statusOf(http, host),
    stop,
  };
}

/**
 * @param {number} port
 * @param {string} host
 */
async function statusOf(port, host) {
  const sent = request({ host: "127.0.0.1", port, headers: { host } }).end();
  const [response] = await once(sent, "response");
  response.resume();
  return response.statusCode;
}
