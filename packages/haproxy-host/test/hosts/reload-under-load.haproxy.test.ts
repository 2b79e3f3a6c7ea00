import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import {
  atFullSize,
  freePort,
  haproxyBinary,
  startBackend,
  temporaryFolder,
} from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { createChildHost, renderConfig } from "../../src/index.js";

const HOST = "shop.example.test";
/** At full size 2,000 requests a second. */
const [LOAD_SEC, RELOADS, LEAST_REQUESTS] = atFullSize([12, 8, 24_000], [4, 2, 1_000]);

interface Load {
  readonly requests: number;
  /** What wrk counts as errors: connections refused, cut or timed out, and responses other than 2xx and 3xx. */
  readonly failures: readonly string[];
}

async function load(port: number): Promise<Load> {
  const { stdout } = await promisify(execFile)("wrk", [
    ...["--threads", "1", "--connections", "8", "--duration", `${LOAD_SEC}s`, "--timeout", "5s"],
    ...["--header", `Host: ${HOST}`, `http://127.0.0.1:${port}/`],
  ]);
  return {
    requests: Number(/(\d+) requests in/.exec(stdout)?.[1]),
    failures: stdout.split("\n").filter((line) => /Socket errors|Non-2xx/.test(line)),
  };
}

it("fails no request of a load during reloads", { timeout: 60_000 }, async () => {
  await using folder = await temporaryFolder();
  await using backend = await startBackend({ name: "shop" });
  const file = (name: string) => join(folder.path, name);
  const httpPort = await freePort();
  await writeFile(file("domains.map"), `${HOST} pool_1\n`);
  await writeFile(
    file("servers.state"),
    `1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port\n0 pool_1 0 pool_1_1 127.0.0.1 2 4 1 1 0 1 0 2 6 0 0 0 unassigned.invalid ${backend.port} - 0 0 - - 0\n`,
  );
  await writeFile(
    file("haproxy.cfg"),
    renderConfig({
      pools: { count: 100, slots: 10 },
      httpBinds: [`127.0.0.1:${httpPort}`],
      statsSockets: [`${file("r.sock")} mode 600 level admin`],
      mapFile: file("domains.map"),
      stateFile: file("servers.state"),
      maxConnections: 1_000,
      accessLog: { target: "stdout" },
    }),
  );
  const host = createChildHost({
    configFile: file("haproxy.cfg"),
    pidFile: file("pid"),
    runtime: createRuntimeApiClient({ address: { path: file("r.sock") } }),
    binary: haproxyBinary(),
  });
  await using _stopped = { [Symbol.asyncDispose]: () => host.stop() };
  await host.start();

  const loading = load(httpPort);
  for (let i = 0; i < RELOADS; i++) {
    await sleep(1_000);
    await host.reload();
  }
  const { requests, failures } = await loading;

  expect(failures).toEqual([]);
  // too small a load proves nothing
  expect(requests).toBeGreaterThan(LEAST_REQUESTS);
});
