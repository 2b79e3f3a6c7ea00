import { execFile } from "node:child_process";
import { access, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { runtimeLine } from "../src/haproxy/runtime-line.js";
import {
  type HaproxyPaths,
  request,
  startBackend,
  startCountingProxy,
  startHaproxy,
  type TestHaproxy,
} from "../src/index.js";

const config = ({ runtimeSocket, httpSocket, mapFile }: HaproxyPaths) => `global
  stats socket ${runtimeSocket} level admin
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend web
  bind unix@${httpSocket}
  use_backend %[req.hdr(host),map_str(${mapFile})]
backend pool
  server s1 127.0.0.1:1 disabled
`;

/** Running processes with that configuration. */
async function processesOf({ configFile }: Pick<TestHaproxy, "configFile">): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return lines.filter((line) => line.includes(configFile));
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

const workerOf = async (haproxy: TestHaproxy) =>
  /^Pid: (\d+)$/m.exec(await haproxy.runtime("show info"))?.[1];

it("starts a real HAProxy with the given files, and leaves neither process nor folder behind", async () => {
  await using backend = await startBackend({ name: "one" });
  const haproxy = await startHaproxy({ config, files: { "domains.map": "a.test pool\n" } });
  await haproxy.runtime(`set server pool/s1 addr ${backend.ip} port ${backend.port}; enable server pool/s1`);

  const { status, body, headers } = await request({ socketPath: haproxy.httpSocket }, { host: "a.test" });
  await haproxy[Symbol.asyncDispose]();

  expect({ status, body, who: headers["x-backend"] }).toEqual({ status: 200, body: "one", who: "one" });
  expect(backend.requests()).toBe(1);
  expect(await processesOf(haproxy)).toEqual([]);
  expect(await exists(haproxy.dir)).toBe(false);
});

it("reloads right after a start, restarts with the same files, and stops", async () => {
  await using haproxy = await startHaproxy({ config });
  const [master, worker] = [haproxy.pid, await workerOf(haproxy)];

  await haproxy.reload();
  expect(haproxy.pid).toBe(master);
  expect(await workerOf(haproxy)).not.toBe(worker);

  await haproxy.restart();
  expect(haproxy.pid).not.toBe(master);
  await haproxy.stop();
  expect(await processesOf(haproxy)).toEqual([]);
  await haproxy.start();
  expect(await workerOf(haproxy)).toBeDefined();
});

describe("a start that fails", () => {
  it("reports HAProxy's words, and leaves nothing behind", async () => {
    let paths: HaproxyPaths | undefined;
    const broken = (given: HaproxyPaths) => {
      paths = given;
      return `${config(given)}\nnonsense\n`;
    };

    await expect(startHaproxy({ config: broken })).rejects.toThrow("unknown keyword 'nonsense'");

    expect(paths && (await exists(paths.dir))).toBe(false);
    expect(paths && (await processesOf(paths))).toEqual([]);
  });

  it("says how to install a missing program", async () => {
    await expect(startHaproxy({ config, binary: "/nonexistent/haproxy" })).rejects.toThrow(
      "apt-get install haproxy",
    );
  });
});

it("stops its HAProxy when the test process ends before it disposed of anything", async () => {
  const program = `
    import { startHaproxy } from "@haproxy-mcp/test-haproxy";
    const config = (${config.toString()});
    const { configFile } = await startHaproxy({ config });
    process.stdout.write(configFile, () => process.exit(0));
  `;
  const cwd = join(import.meta.dirname, "..");

  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
    cwd,
  });

  const limit = AbortSignal.timeout(5_000);
  while ((await processesOf({ configFile: stdout })).length > 0) limit.throwIfAborted();
  expect(stdout).toContain("haproxy.cfg");
  await promisify(execFile)("rm", ["-rf", dirname(stdout)]);
});

it("counts connections, records what was sent over each, and forwards it unchanged", async () => {
  await using haproxy = await startHaproxy({ config });
  await using proxy = await startCountingProxy({
    target: { path: haproxy.runtimeSocket },
    listenPath: join(haproxy.dir, "proxy.sock"),
  });

  const answers = [await runtimeLine(proxy.path, "show map"), await haproxy.runtime("show map")];

  expect(answers[0]).toBe(answers[1]);
  expect(proxy.connections()).toBe(1);
  expect(proxy.sent()).toEqual(["show map\n"]);
});
