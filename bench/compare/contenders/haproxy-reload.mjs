import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePorts } from "../../../scripts/lib/free-ports.mjs";
import { domainOf } from "../backends.mjs";
import { runProgram, startChild } from "../child.mjs";
import { isServed } from "../load/ask.mjs";

/**
 * A backend and a map line appended by a script, checked and loaded as Debian's unit reloads (`haproxy -c`, then SIGUSR2).
 *
 * @param {import("../programs.mjs").Program} program
 * @returns {import("./contender.mjs").Contender}
 */
export function haproxyWithReload({ binary, version }) {
  return {
    name: `HAProxy ${version}, a script and a reload`,
    async start({ folder, domains, oldPort }) {
      const [port = 0] = await freePorts(1);
      const file = join(folder, "haproxy.cfg");
      const map = join(folder, "domains.map");
      writeFileSync(file, configOf(folder, map, port));
      writeFileSync(map, "");
      const append = (/** @type {readonly string[]} */ names, /** @type {number} */ serverPort) => {
        appendFileSync(file, names.map((domain) => backendOf(domain, serverPort)).join(""));
        appendFileSync(map, names.map((domain) => `${domain} ${domain}\n`).join(""));
      };
      append(
        Array.from({ length: domains }, (_, i) => domainOf(i)),
        oldPort,
      );
      const isReady = () => isServed(port, domainOf(0));
      const child = await startChild(binary, ["-W", "-db", "-f", file], { isReady });
      return {
        port,
        pid: child.pid,
        async add(domain, serverPort) {
          append([domain], serverPort);
          await runProgram(binary, ["-c", "-q", "-f", file]);
          process.kill(child.pid, "SIGUSR2");
        },
        stop: child.stop,
      };
    },
  };
}

/**
 * @param {string} folder
 * @param {string} map
 * @param {number} port
 */
function configOf(folder, map, port) {
  return `global
  stats socket ${folder}/haproxy.sock mode 600 level admin expose-fd listeners
defaults
  mode http
  option forwardfor
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend sites
  bind 127.0.0.1:${port}
  use_backend %[req.hdr(host),lower,map(${map})]
`;
}

/**
 * @param {string} domain
 * @param {number} serverPort
 */
function backendOf(domain, serverPort) {
  return `backend ${domain}\n  server s1 127.0.0.1:${serverPort} check\n`;
}
