import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { compare } from "./measure.js";
import type { Row } from "./table.js";

const MAIN = fileURLToPath(new URL("main.cjs", import.meta.resolve("@haproxy-mcp/mcp-server")));
const ROUNDS = 31;
const WARM_UP = 3;

/** What each command costs before it does anything. */
export async function startWorks(): Promise<readonly Row[]> {
  await using folder = await temporaryFolder();
  const inFolder = (name: string) => join(folder.path, name);
  await writeFile(inFolder("domains.map"), "www.example.com pool_1\n");
  await writeFile(inFolder("servers.json"), '{"www.example.com": {"1": {"ip": "10.0.0.1"}}}');
  const environment = {
    HAPROXY_MAP_FILE: inFolder("domains.map"),
    HAPROXY_SERVERS_FILE: inFolder("servers.json"),
    HAPROXY_STATE_FILE: inFolder("servers.state"),
    HAPROXY_SOCKET: inFolder("haproxy.sock"),
  };
  let ended: Promise<unknown> = Promise.resolve();
  const start = (args: readonly string[]) => {
    const child = spawn(process.execPath, args, {
      env: environment,
      stdio: ["ignore", "pipe", "inherit"],
    });
    ended = once(child, "close");
    return child;
  };
  const pair = await compare(
    async () => {
      const output = start([MAIN, "domains", "list"]).stdout;
      const [first] = await Promise.race([once(output, "data"), once(output, "end")]);
      if (!String(first).startsWith("DOMAIN")) throw new Error("domains list prints no table");
    },
    () => once(start(["-e", "0"]), "exit"),
    { rounds: ROUNDS, warmUp: WARM_UP, before: () => ended },
  );
  return [{ work: "start `domains list`, to its first output; floor: `node -e 0`", atMost: 3, ...pair }];
}
