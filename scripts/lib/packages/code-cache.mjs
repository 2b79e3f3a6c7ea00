// As a program: runs a command of the program that argv names, and writes what V8 compiled for it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

const SELF = fileURLToPath(import.meta.url);

/** Makes a bundle the function that Node.js makes of a CommonJS module, so that a script can run it. */
export const AS_FUNCTION = {
  banner: { js: "(function (exports, require, module, __filename, __dirname) {" },
  footer: { js: "})" },
};

/**
 * Writes `<file>.compiled` beside a program that was built {@link AS_FUNCTION}: the code that V8 needs for `domains list`.
 *
 * @param {string} file
 */
export function writeCodeCache(file) {
  const folder = mkdtempSync(join(tmpdir(), "code-cache-"));
  try {
    const mapFile = join(folder, "domains.map");
    const serversFile = join(folder, "servers.json");
    writeFileSync(mapFile, "www.example.com pool_1\n");
    writeFileSync(serversFile, '{"www.example.com": {"1": {"ip": "127.0.0.1"}}}\n');
    const { status, stderr } = spawnSync(process.execPath, [SELF, file, "domains", "list"], {
      env: {
        HAPROXY_MAP_FILE: mapFile,
        HAPROXY_SERVERS_FILE: serversFile,
        HAPROXY_STATE_FILE: join(folder, "servers.state"),
        HAPROXY_SOCKET: join(folder, "haproxy.sock"),
      },
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${file} domains list failed: ${stderr}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === SELF) {
  const [, , file = "", ...args] = process.argv;
  const program = new Script(readFileSync(file, "latin1"), { filename: file });
  process.once("exit", () => writeFileSync(`${file}.compiled`, program.createCachedData()));
  process.argv.splice(1, Infinity, file, ...args);
  const module = { exports: {} };
  program.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
}
