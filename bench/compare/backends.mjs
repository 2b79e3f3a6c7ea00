import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePorts } from "../../scripts/lib/free-ports.mjs";
import { startChild } from "./child.mjs";
import { ask } from "./load/ask.mjs";

/**
 * The web servers behind each proxy: one for the domains that are there, one for those that are added. Each responds with the host that was asked for and its own
 * name, so that a response of another domain's server is seen. It is an HAProxy of its own, which costs little.
 *
 * @typedef {{ oldPort: number, newPort: number, stop: () => Promise<void> }} Backends
 */

/**
 * @param {string} haproxy the program
 * @param {string} folder
 * @returns {Promise<Backends>}
 */
export async function startBackends(haproxy, folder) {
  const [oldPort = 0, newPort = 0] = await freePorts(2);
  const file = join(folder, "backends.cfg");
  const frontend = (/** @type {string} */ name, /** @type {number} */ port) => `
frontend ${name}
  bind 127.0.0.1:${port}
  http-request return status 200 content-type text/plain lf-string "%[req.hdr(host)] ${name}"
`;
  writeFileSync(
    file,
    `defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
${frontend("old", oldPort)}${frontend("new", newPort)}`,
  );
  const isReady = async () =>
    (await ask(newPort, "a.example.com").catch(() => "")) === bodyOf("a.example.com", "new");
  const child = await startChild(haproxy, ["-db", "-f", file], { isReady });
  return { oldPort, newPort, stop: child.stop };
}

/**
 * What a right response contains.
 *
 * @param {string} host
 * @param {"old" | "new"} backend
 */
export function bodyOf(host, backend) {
  return `${host} ${backend}`;
}

/** @param {number} number */
export function domainOf(number) {
  return `d${number}.example.com`;
}

/** @param {number} number */
export function addedDomainOf(number) {
  return `added${number}.example.com`;
}
