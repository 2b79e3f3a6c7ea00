import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePorts } from "../../../scripts/lib/free-ports.mjs";
import { MAIN } from "../../../scripts/lib/root.mjs";
import { domainOf } from "../backends.mjs";
import { runProgram, startChild } from "../child.mjs";
import { openSession } from "./mcp-session.mjs";

/** HTTP, HTTPS, MCP, and two sample backends. */
const PORTS = 5;

/** @typedef {(data: string, url: string) => Promise<import("./contender.mjs").Running["add"]>} WayToAdd */

/**
 * By a call of `haproxy_add_domain` of a connected MCP client, or by the command line, a process for each change. Either way the change is written to
 * disk, sent to HAProxy, read back and recorded. A pool of ten slots for each domain, as by default.
 *
 * @param {import("../programs.mjs").Program} haproxy
 * @returns {import("./contender.mjs").Contender[]}
 */
export function haproxyMcp({ binary }) {
  const named = (/** @type {string} */ way, /** @type {WayToAdd} */ wayToAdd) => ({
    name: `haproxy-mcp, ${way}`,
    start: (/** @type {import("./contender.mjs").Job} */ job) => start(binary, job, wayToAdd),
  });
  return [named("an MCP call", callTool), named("its command line", runVerb)];
}

/**
 * @param {string} binary
 * @param {import("./contender.mjs").Job} job
 * @param {WayToAdd} wayToAdd
 * @returns {Promise<import("./contender.mjs").Running>}
 */
async function start(binary, { folder, domains, oldPort, added }, wayToAdd) {
  const [port = 0, https = 0, mcp = 0, sample = 0] = await freePorts(PORTS);
  const data = join(folder, "data");
  writeFiles(data, domains, oldPort);
  const args = Object.entries({ http: port, https, mcp, sample }).flatMap(([name, value]) => [
    `--${name}-port`,
    String(value),
  ]);
  const pools = { HAPROXY_POOL_COUNT: String(domains + added) };
  const child = await startChild(process.execPath, [MAIN, "up", "--data-folder", data, ...args], {
    isReady: (output) => output.includes("haproxy-mcp is ready"),
    env: { PATH: process.env["PATH"], HOME: folder, HAPROXY_BIN: binary, ...pools },
  });
  const add = await wayToAdd(data, `http://127.0.0.1:${mcp}/mcp`);
  return { port, pid: child.pid, add, stop: child.stop };
}

/** @type {WayToAdd} */
async function callTool(_data, url) {
  const session = await openSession(url);
  return (domain, serverPort) =>
    session.call("haproxy_add_domain", { domain, ip: "127.0.0.1", http_port: serverPort });
}

/** @type {WayToAdd} */
async function runVerb(data, url) {
  return (domain, serverPort) =>
    runProgram(process.execPath, [MAIN, "domains", "add", domain, `127.0.0.1:${serverPort}`], {
      env: { PATH: process.env["PATH"], HOME: data, HAPROXY_MCP_URL: url },
    });
}

/**
 * @param {string} folder
 * @param {number} domains
 * @param {number} serverPort
 */
function writeFiles(folder, domains, serverPort) {
  mkdirSync(folder, { mode: 0o700 });
  const names = Array.from({ length: domains }, (_, i) => domainOf(i));
  writeFileSync(join(folder, "domains.map"), names.map((name, i) => `${name} pool_${i + 1}\n`).join(""));
  const servers = Object.fromEntries(
    names.map((name) => [name, { 1: { ip: "127.0.0.1", http_port: serverPort } }]),
  );
  writeFileSync(join(folder, "servers.json"), JSON.stringify(servers));
}
