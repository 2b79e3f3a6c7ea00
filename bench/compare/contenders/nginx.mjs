import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePorts } from "../../../scripts/lib/free-ports.mjs";
import { domainOf } from "../backends.mjs";
import { runProgram, startChild } from "../child.mjs";
import { isServed } from "../load/ask.mjs";

/**
 * A file for each domain, checked and loaded by a reload: what Nginx Proxy Manager does (`nginx -t`, then `nginx -s reload`).
 *
 * @param {import("../programs.mjs").Program} program
 * @returns {import("./contender.mjs").Contender}
 */
export function nginxWithReload({ binary, version }) {
  return {
    name: `nginx ${version}, a file and a reload`,
    async start({ folder, domains, oldPort }) {
      const [port = 0] = await freePorts(1);
      const sites = join(folder, "conf.d");
      const file = join(folder, "nginx.conf");
      mkdirSync(sites);
      writeFileSync(file, configOf(folder, port));
      const writeSite = (/** @type {string} */ domain, /** @type {number} */ serverPort) =>
        writeFileSync(join(sites, `${domain}.conf`), siteOf(domain, port, serverPort));
      for (let i = 0; i < domains; i++) writeSite(domainOf(i), oldPort);
      const args = ["-p", folder, "-c", file, "-e", join(folder, "error.log")];
      const isReady = () => isServed(port, domainOf(0));
      const child = await startChild(binary, [...args, "-g", "daemon off;"], { isReady });
      return {
        port,
        pid: child.pid,
        async add(domain, serverPort) {
          writeSite(domain, serverPort);
          await runProgram(binary, [...args, "-t"]);
          await runProgram(binary, [...args, "-s", "reload"]);
        },
        stop: child.stop,
      };
    },
  };
}

/**
 * @param {string} folder
 * @param {number} port
 */
function configOf(folder, port) {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `  ${name}_temp_path ${folder}/${name};`,
  );
  return `${process.getuid?.() === 0 ? "user root;\n" : ""}worker_processes auto;
pid ${folder}/nginx.pid;
events { worker_connections 4096; }
http {
  access_log off;
  server_names_hash_bucket_size 1024;
${temporary.join("\n")}
  # else the first file would serve unknown names
  server {
    listen 127.0.0.1:${port} default_server;
    return 404;
  }
  include ${folder}/conf.d/*.conf;
}
`;
}

/**
 * @param {string} domain
 * @param {number} port
 * @param {number} serverPort
 */
function siteOf(domain, port, serverPort) {
  return `server {
  listen 127.0.0.1:${port};
  server_name ${domain};
  location / {
    proxy_pass http://127.0.0.1:${serverPort};
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  }
}
`;
}
