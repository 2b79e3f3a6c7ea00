import { execFile } from "node:child_process";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type ConfigSettings, renderConfig } from "@haproxy-mcp/haproxy-host";
import {
  freePort,
  type HaproxyPaths,
  haproxyBinary,
  startHaproxy,
  type TestHaproxy,
  temporaryFolder,
} from "@haproxy-mcp/test-haproxy";
import { startAnswering } from "./http-load.js";
import { median, type Pair } from "./measure.js";
import type { Row } from "./table.js";

const REQUESTS = 10_000;
const DOMAINS = 2_000;
const POOLS = 10;
const ROUNDS = 15;
/** The file that the first version rendered, with ten of its pools. */
export const FIRST = new URL("../fixtures/first-haproxy.cfg", import.meta.url);
/** What a browser sends, to a random domain. */
const SCRIPT = `request = function()
  return wrk.format("GET", "/some/path?x=1", {
    ["Host"] = "d" .. math.random(0, ${DOMAINS - 1}) .. ".example.com",
    ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64)", ["Accept"] = "text/html,*/*", ["Accept-Language"] = "en", ["Cookie"] = "a=b; c=d",
  })
end
`;

/** Requests a second in one round. */
interface Rates {
  /** With the file of the first version, which had no log. */
  readonly first: number;
  readonly silent: number;
  readonly ring: number;
  readonly stdout: number;
}

/** The cost of the access log, and of everything that the rendered file has gained since the first version. */
export async function configWorks(): Promise<readonly Row[]> {
  await using answering = await startAnswering();
  await using folder = await temporaryFolder();
  const script = join(folder.path, "requests.lua");
  await writeFile(script, SCRIPT);
  const text = await readFile(FIRST, "utf8");
  const start = (config: (paths: HaproxyPaths, port: number) => string) =>
    startServing(config, answering.port, join(folder.path, "haproxy"));
  await using first = await start((paths, port) => inFolder(text, paths, port));
  await using silent = await start((paths, port) => renderConfig(settingsOf(paths, port)));
  const logTo = (target?: string) =>
    start((paths, port) => renderConfig({ ...settingsOf(paths, port), accessLog: { target } }));
  await using ring = await logTo();
  await using stdout = await logTo("stdout");
  const rounds: Rates[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const rates = {
      first: await rate(script, first.port),
      silent: await rate(script, silent.port),
      ring: await rate(script, ring.port),
      stdout: await rate(script, stdout.port),
    };
    if (round > 0) rounds.push(rates);
  }
  const pair = (ours: keyof Rates, floor: keyof Rates): Pair => {
    const floorMs = (REQUESTS / median(rounds.map((rates) => rates[floor]))) * 1_000;
    // the median of ratios: other work on the machine slows some rounds more than others
    return { floorMs, oursMs: floorMs * median(rounds.map((rates) => rates[floor] / rates[ours])) };
  };
  const [logged, whole] = [{ atMost: 1 / 0.85 }, { atMost: 1 / 0.9 }];
  const what = `${REQUESTS} requests`;
  return [
    { work: `${what}, access log in the ring; floor: no log`, ...logged, ...pair("ring", "silent") },
    {
      work: `${what}, access log in the ring and on stdout, a file; floor: no log`,
      ...logged,
      ...pair("stdout", "silent"),
    },
    {
      work: `${what}, rendered file without a log; floor: the first version's`,
      ...whole,
      ...pair("silent", "first"),
    },
    {
      work: `${what}, rendered file with the log in the ring; floor: the first version's`,
      ...whole,
      ...pair("ring", "first"),
    },
  ];
}

/** Requests a second of clients that wait for each response. */
async function rate(script: string, port: number): Promise<number> {
  const { stdout } = await promisify(execFile)("wrk", [
    ...["--threads", "1", "--connections", "32", "--duration", "1s", "--script", script],
    `http://127.0.0.1:${port}/`,
  ]);
  const [, found] = /^Requests\/sec: +([\d.]+)$/m.exec(stdout) ?? [];
  if (found === undefined || /Non-2xx|Socket errors/.test(stdout)) throw new Error(`unexpected: ${stdout}`);
  return Number(found);
}

interface Serving extends AsyncDisposable {
  readonly port: number;
}

async function startServing(
  config: (paths: HaproxyPaths, port: number) => string,
  answeringPort: number,
  binary: string,
): Promise<Serving> {
  // a log through this process would slow the client
  await writeFile(binary, `#!/bin/sh\nexec ${haproxyBinary()} "$@" > ${binary}.log\n`);
  await chmod(binary, 0o755);
  const port = await freePort();
  const domains = Array.from({ length: DOMAINS }, (_, i) => `d${i}.example.com pool_${(i % POOLS) + 1}\n`);
  const haproxy: TestHaproxy = await startHaproxy({
    binary,
    files: { "domains.map": domains.join(""), "acme.map": "", "servers.state": "1\n" },
    config: (paths) => config(paths, port),
  });
  for (let i = 1; i <= POOLS; i++) {
    await haproxy.runtime(`set server pool_${i}/pool_${i}_1 addr 127.0.0.1 port ${answeringPort}`);
    await haproxy.runtime(`set server pool_${i}/pool_${i}_1 state ready`);
  }
  return { port, [Symbol.asyncDispose]: () => haproxy[Symbol.asyncDispose]() };
}

function settingsOf({ dir, runtimeSocket, mapFile, stateFile }: HaproxyPaths, port: number): ConfigSettings {
  return {
    pools: { count: POOLS, slots: 10 },
    httpBinds: [`127.0.0.1:${port}`],
    statsSockets: [`${runtimeSocket} level admin`],
    mapFile,
    stateFile,
    challengeMapFile: `${dir}/acme.map`,
    maxConnections: 4_000,
  };
}

/** The same rules for plain HTTP, with the sockets and files of a test. */
function inFolder(
  text: string,
  { dir, runtimeSocket, mapFile, stateFile }: HaproxyPaths,
  port: number,
): string {
  return text
    .replace(/^ {2}(?:user|group|chroot|bind .* ssl|bind \[|http-request redirect) .*\n/gm, "")
    .replace("bind *:80", `bind 127.0.0.1:${port}`)
    .replace("bind 127.0.0.1:8404", `bind unix@${dir}/statistics.sock`)
    .replace("stats socket ipv4@127.0.0.1:9999", `stats socket ${runtimeSocket}`)
    .replaceAll("/opt/haproxy/conf/domains.map", mapFile)
    .replace("/opt/haproxy/data/servers.state", stateFile);
}
