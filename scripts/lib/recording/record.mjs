import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { startServer } from "../clients/server.mjs";
import { MAIN } from "../root.mjs";
import { Stop } from "../stop.mjs";
import { COLUMNS } from "./drawing.mjs";
import { filled, NEWEST, SESSION, SHOWN_PORTS, WAIT } from "./session.mjs";
import { linesOf, wrapped } from "./terminal-text.mjs";

const LIMIT_MS = 30_000;
const PROMPT = { text: "$ ", colour: "prompt" };

/** @typedef {import("./terminal-text.mjs").Span} Span */

/**
 * Runs the session with a real HAProxy, each command in a terminal of its own (`script` of util-linux).
 *
 * @param {string} folder empty
 * @param {string} haproxy the program
 * @returns {Promise<Span[][]>} its lines, with the ports as they are shown
 */
export async function recordSession(folder, haproxy) {
  const server = await startServer(folder, haproxy);
  try {
    const { httpPort: http, samplePort: first } = server;
    const ports = { http, first, second: first + 1 };
    const environment = { ...server.stdioEnvironment, PATH: pathWithCommand(folder), HOME: folder };
    const run = (/** @type {string} */ command) => inTerminal(command, environment);
    const lines = [];
    for (const [i, command] of SESSION.entries()) {
      const change = command.includes("{change}") ? (await run(NEWEST)).trim() : "";
      const typed = filled(command, { ...SHOWN_PORTS, change });
      lines.push([PROMPT, { text: typed, colour: "typed" }]);
      const output = await run(filled(command, { ...ports, change }));
      lines.push(...linesOf(withShownPorts(output, ports)));
      if (i === 0) await run(WAIT);
    }
    return lines.flatMap((line) => wrapped(line, COLUMNS));
  } finally {
    await server.stop();
  }
}

/** @param {string} folder */
function pathWithCommand(folder) {
  const bin = join(folder, "bin");
  const program = join(bin, "haproxy-mcp");
  mkdirSync(bin);
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
  chmodSync(program, 0o755);
  return `${bin}:${process.env["PATH"]}`;
}

/**
 * @param {string} command of a shell
 * @param {Record<string, string>} environment
 */
async function inTerminal(command, environment) {
  const sized = `stty cols ${COLUMNS} rows 30; ${command}`;
  const options = { env: { ...environment, TERM: "xterm-256color" }, timeout: LIMIT_MS };
  const ended = promisify(execFile)(
    "script",
    ["--quiet", "--return", "--command", sized, "/dev/null"],
    options,
  );
  ended.child.stdin?.end();
  try {
    return (await ended).stdout;
  } catch (error) {
    const { message, stdout } = /** @type {Error & { stdout: string }} */ (error);
    throw new Stop(`the session's command failed: ${command}\n${stdout}${message}`);
  }
}

/**
 * @param {string} output
 * @param {typeof SHOWN_PORTS} ports
 */
function withShownPorts(output, { http, first, second }) {
  const shown = new Map([
    [http, SHOWN_PORTS.http],
    [first, SHOWN_PORTS.first],
    [second, SHOWN_PORTS.second],
  ]);
  return output.replace(/\b\d{5}\b/g, (port) => String(shown.get(Number(port)) ?? port));
}
