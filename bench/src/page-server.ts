import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { get, request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort, type TestHaproxy } from "@haproxy-mcp/test-haproxy";

const MAIN = fileURLToPath(new URL("main.cjs", import.meta.resolve("@haproxy-mcp/mcp-server")));
const TOKEN = "a-token-of-the-benchmark";
/** Of a tick in `/proc/<pid>/stat`. */
const TICK_MS = 10;

/** `haproxy-mcp serve` with the page, in a process of its own. */
export interface PageServer extends AsyncDisposable {
  /** `http://127.0.0.1:8000` */
  readonly origin: string;
  /** Of the session: its name, and its value. */
  readonly cookie: string;
  /** Processor time so far, ms. */
  usedMs(): Promise<number>;
  /** Reads `/metrics`. */
  scrape(): Promise<void>;
  /** Looks at the page, until it is disposed of. */
  look(): Promise<Disposable & { ticks(): number }>;
}

export async function startPageServer(
  haproxy: TestHaproxy,
  pools: { readonly count: number; readonly slots: number },
): Promise<PageServer> {
  const port = await freePort();
  const tokenFile = join(haproxy.dir, "token.env");
  await writeFile(tokenFile, `MCP_TOKEN=${TOKEN}\n`, { mode: 0o600 });
  const child = spawn(process.execPath, [MAIN, "serve"], {
    env: {
      PATH: process.env["PATH"],
      MCP_HOST: "127.0.0.1",
      MCP_PORT: String(port),
      MCP_UI: "on",
      MCP_TOKEN_FILE: tokenFile,
      HAPROXY_SOCKET: haproxy.runtimeSocket,
      HAPROXY_MAP_FILE: haproxy.mapFile,
      HAPROXY_SERVERS_FILE: haproxy.serversFile,
      HAPROXY_STATE_FILE: haproxy.stateFile,
      HAPROXY_CONFIG_FILE: haproxy.configFile,
      HAPROXY_HOST_KIND: "none",
      HAPROXY_POOL_COUNT: String(pools.count),
      HAPROXY_MAX_SLOTS: String(pools.slots),
      ACME_DATA_DIR: join(haproxy.dir, "acme"),
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = once(child, "exit");
  const lines: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    lines.push(line);
    if (line.includes('"msg":"ready"')) break;
  }
  if (!lines.at(-1)?.includes('"msg":"ready"')) throw new Error(`it did not start:\n${lines.join("\n")}`);
  child.stderr.resume();
  const cookie = await signIn(port);
  return {
    origin: `http://127.0.0.1:${port}`,
    cookie,
    async usedMs() {
      const text = await readFile(`/proc/${child.pid}/stat`, "utf8");
      // the name of the program may have blanks
      const [user = "", system = ""] = text
        .slice(text.lastIndexOf(")") + 2)
        .split(" ")
        .slice(11, 13);
      return (Number(user) + Number(system)) * TICK_MS;
    },
    async scrape() {
      const [response] = await once(get({ port, host: "127.0.0.1", path: "/metrics" }), "response");
      if (response.statusCode !== 200) throw new Error(`/metrics: ${response.statusCode}`);
      await once(response.resume(), "end");
    },
    async look() {
      const asked = get({ port, host: "127.0.0.1", path: "/ui/events", headers: { cookie }, agent: false });
      const [response] = await once(asked, "response");
      if (response.statusCode !== 200) throw new Error(`/ui/events: ${response.statusCode}`);
      let ticks = 0;
      response.setEncoding("utf8").on("data", (text: string) => {
        ticks += text.split("event: tick\n").length - 1;
      });
      response.on("error", () => {});
      return { ticks: () => ticks, [Symbol.dispose]: () => void asked.destroy() };
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

async function signIn(port: number): Promise<string> {
  const asked = request({
    port,
    host: "127.0.0.1",
    path: "/ui/sign-in",
    method: "POST",
    headers: {
      origin: `http://127.0.0.1:${port}`,
      "content-type": "application/json",
      "x-haproxy-mcp-ui": "1",
    },
  });
  asked.end(JSON.stringify({ token: TOKEN }));
  const [response] = await once(asked, "response");
  response.resume();
  const [cookie] = response.headers["set-cookie"] ?? [];
  if (cookie === undefined) throw new Error(`the sign-in failed: ${response.statusCode}`);
  return cookie.split(";", 1)[0];
}
