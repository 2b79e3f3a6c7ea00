import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePorts } from "../../../scripts/lib/free-ports.mjs";
import { domainOf } from "../backends.mjs";
import { startChild } from "../child.mjs";
import { isServed } from "../load/ask.mjs";

/**
 * A route appended through the admin API.
 *
 * @param {import("../programs.mjs").Program} program
 * @returns {import("./contender.mjs").Contender}
 */
export function caddyAdminApi({ binary, version }) {
  return {
    name: `Caddy ${version}, its admin API`,
    async start({ folder, domains, oldPort }) {
      const [port = 0, adminPort = 0] = await freePorts(2);
      const file = join(folder, "caddy.json");
      const routes = Array.from({ length: domains }, (_, i) => routeOf(domainOf(i), oldPort));
      const config = {
        admin: { listen: `127.0.0.1:${adminPort}` },
        logging: { logs: { default: { level: "ERROR" } } },
        apps: {
          http: {
            servers: {
              sites: { listen: [`127.0.0.1:${port}`], automatic_https: { disable: true }, routes },
            },
          },
        },
      };
      writeFileSync(file, JSON.stringify(config));
      const isReady = () => isServed(port, domainOf(0));
      const child = await startChild(binary, ["run", "--config", file], {
        isReady,
        env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder },
      });
      return {
        port,
        pid: child.pid,
        async add(domain, serverPort) {
          const api = `http://127.0.0.1:${adminPort}`;
          const response = await fetch(`${api}/config/apps/http/servers/sites/routes`, {
            method: "POST",
            headers: {
              "content-type": "application/json",
              // fetch says that it is one, as in a browser: Caddy then requires its own origin
              origin: api,
              // Caddy closes idle ones when it loads a configuration
              connection: "close",
            },
            body: JSON.stringify(routeOf(domain, serverPort)),
          });
          if (!response.ok) throw new Error(`Caddy: ${response.status} ${await response.text()}`);
        },
        stop: child.stop,
      };
    },
  };
}

/**
 * @param {string} domain
 * @param {number} serverPort
 */
function routeOf(domain, serverPort) {
  return {
    match: [{ host: [domain] }],
    handle: [{ handler: "reverse_proxy", upstreams: [{ dial: `127.0.0.1:${serverPort}` }] }],
    terminal: true,
  };
}
