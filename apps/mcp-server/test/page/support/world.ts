import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startPebble, type TestHaproxy, type TestPebble } from "@haproxy-mcp/test-haproxy";
import { expect } from "vitest";
import { openClient, type TestClient } from "../../support/clients.js";
import { type Serving, type Settings, settingsFor, startServing } from "../../support/program.js";
import { type Ended, run } from "../../support/run.js";
import { type Application, startApplication } from "./application.js";
import { createDisposals } from "./disposals.js";
import { type Pools, startHaproxyWithPorts } from "./haproxy.js";
import { TOKENS } from "./tokens.js";
import { type SteadyTraffic, startSteadyTraffic } from "./traffic.js";

/** Everything that the page is about: HAProxy, the server with its page, applications, and who else changes things. */
export interface World extends AsyncDisposable {
  readonly haproxy: TestHaproxy;
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Of the server: `http://127.0.0.1:8000`. */
  readonly origin: string;
  readonly pebble: TestPebble | undefined;
  /** Started at its first use. */
  application(name: string): Promise<Application>;
  /** A call by an MCP client with the token `admin`, which must succeed. */
  agent(tool: string, args?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** A command of `haproxy-mcp`, which must succeed. */
  command(...args: readonly string[]): Promise<Ended>;
  /** The changes, the newest first. */
  history(): Promise<readonly HistoryEntry[]>;
  /** A file in HAProxy's folder. */
  file(name: string): Promise<string>;
  traffic(...hosts: readonly string[]): SteadyTraffic;
  /** Waits until the server has logged it. */
  logged(text: string): Promise<void>;
  /** SIGKILL for the server. */
  killServer(): Promise<void>;
  /** The server again, at the same address. */
  startServer(): Promise<void>;
}

interface HistoryEntry {
  readonly id: string;
  readonly caller: string;
  readonly way: string;
  readonly operation: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly result: string;
  readonly reason?: string;
  readonly undoes?: string;
  readonly undone_by?: string;
}

export interface WorldOptions {
  readonly pools?: Pools;
  /** More files in HAProxy's folder, before the start. */
  readonly files?: Readonly<Record<string, string>>;
  /** With a CA that certificates can be issued from. */
  readonly withCa?: boolean;
  /** Between two checks of a server. Default: 200. */
  readonly checkMs?: number;
  readonly settings?: Settings;
}

export async function startWorld({
  pools = { count: 12, slots: 4 },
  files = {},
  withCa = false,
  checkMs = 200,
  settings: more = {},
}: WorldOptions = {}): Promise<World> {
  const stack = createDisposals();
  try {
    const { haproxy, httpPort, httpsPort } = await startHaproxyWithPorts(pools, files, checkMs);
    stack.use(haproxy);
    const pebble = withCa ? stack.use(await startPebble({ httpPort })) : undefined;
    const settings = {
      ...(await settingsFor(haproxy)),
      MCP_UI: "on",
      MCP_TOOLSETS: "all",
      HAPROXY_POOL_COUNT: String(pools.count),
      HAPROXY_MAX_SLOTS: String(pools.slots),
      HAPROXY_CONFIG_FILE: haproxy.configFile,
      HAPROXY_CERTS_DIR: join(haproxy.dir, "certs"),
      HAPROXY_TLS_ADDRESS: `127.0.0.1:${httpsPort}`,
      HAPROXY_HTTP_ADDRESS: `127.0.0.1:${httpPort}`,
      HAPROXY_CHALLENGE_MAP_FILE: join(haproxy.dir, "acme.map"),
      ACME_CHALLENGE: "http-01",
      ...(pebble && {
        ACME_DIRECTORY_URL: pebble.directoryUrl,
        ACME_CA_FILE: pebble.serverCa.caFile,
        NODE_EXTRA_CA_CERTS: pebble.serverCa.caFile,
      }),
      ...more,
    };
    let serving: Serving | undefined;
    let client: TestClient | undefined;
    stack.defer(async () => {
      await client?.[Symbol.asyncDispose]();
      await serving?.[Symbol.asyncDispose]();
    });
    const startServer = async () => {
      serving = await startServing(haproxy, settings);
    };
    await startServer();
    const origin = `http://127.0.0.1:${settings.MCP_PORT}`;
    const mcp = async () => {
      client ??= await openClient(new URL(`${origin}/mcp`), TOKENS.admin.secret);
      return client;
    };
    const applications = new Map<string, Promise<Application>>();
    const agent: World["agent"] = async (tool, args = {}) => {
      const result = await (await mcp()).callTool({ name: `haproxy_${tool}`, arguments: args });
      expect(result.isError, result.content[0]?.text).not.toBe(true);
      return result.structuredContent ?? {};
    };
    return {
      haproxy,
      httpPort,
      httpsPort,
      origin,
      pebble,
      application(name) {
        const started = applications.get(name) ?? startApplication(name);
        if (!applications.has(name)) stack.defer(async () => (await started)[Symbol.asyncDispose]());
        applications.set(name, started);
        return started;
      },
      agent,
      async command(...args) {
        const ended = await run(args, settings);
        expect(ended.code, ended.stderr).toBe(0);
        return ended;
      },
      history: async () => (await agent("history", { limit: 50 }))["entries"] as readonly HistoryEntry[],
      file: (name) => readFile(join(haproxy.dir, name), "utf8"),
      traffic: (...hosts) => stack.use(startSteadyTraffic(httpPort, hosts)),
      logged: async (text) => serving?.printed(text),
      async killServer() {
        await client?.[Symbol.asyncDispose]();
        client = undefined;
        await serving?.end("SIGKILL");
      },
      startServer,
      [Symbol.asyncDispose]: () => stack.dispose(),
    };
  } catch (error) {
    await stack.dispose();
    throw error;
  }
}
