import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { renderConfig } from "@haproxy-mcp/haproxy-host";
import {
  type Answer,
  freePort,
  type RequestTarget,
  request,
  startHaproxy,
  type TestHaproxy,
} from "@haproxy-mcp/test-haproxy";
import { loadConfig } from "../../../src/index.js";
import { createCalls } from "../../../src/mcp/calls.js";
import { HTTP_LIMITS, type HttpLimits } from "../../../src/mcp/http-limits.js";
import { startHttpServer } from "../../../src/mcp/http-server.js";
import { serverFactory } from "../../../src/mcp/server-factory.js";
import type { CallLine } from "../../../src/page/model.js";
import { openPage } from "../../../src/page/open-page.js";
import { createServices, type Services } from "../../../src/services.js";
import { catalog, toolsOf } from "../../../src/tools/catalog/index.js";
import type { Tool } from "../../../src/tools/define-tool.js";
import { settingsFor } from "../../support/program.js";
import { TOKENS, type TokenName, tokenFiles } from "../support/tokens.js";

export const NAME = "mcp.example.test";

/** What the page sends besides its origin. */
export const OWN = { "content-type": "application/json", "x-haproxy-mcp-ui": "1" };

type Headers = Readonly<Record<string, string | string[]>>;

export interface Sent {
  readonly method?: string;
  readonly headers?: Headers;
  readonly body?: string;
  /** Default: the server itself. */
  readonly target?: RequestTarget;
  readonly host?: string;
}

/** The HTTP server with its page in this process, in front of a real HAProxy that passes `mcp.example.test` on to it. */
export interface PageServer extends AsyncDisposable {
  readonly haproxy: TestHaproxy;
  readonly services: Services;
  readonly port: number;
  /** As the server is asked directly. */
  readonly host: string;
  readonly clock: { ms: number };
  send(path: string, sent?: Sent): Promise<Answer>;
  /** As the page sends it, changed by `sent`. */
  post(path: string, body: unknown, sent?: Sent): Promise<Answer>;
  /** Signs in, and returns the header with the session. */
  signIn(name: TokenName, sent?: Sent): Promise<{ readonly cookie: string }>;
  /** The lines of a call. */
  call(tool: string, args: Record<string, unknown>, headers?: Headers): Promise<readonly CallLine[]>;
  /** A file in HAProxy's folder; empty if it is missing. */
  file(name: string): Promise<string>;
}

export interface PageServerOptions {
  readonly settings?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly opensHere?: boolean;
  readonly limits?: Partial<HttpLimits>;
  readonly withRing?: boolean;
  /** Besides those of the catalog. */
  readonly tools?: readonly Tool[];
}

export async function startPageServer({
  settings = {},
  files = {},
  opensHere = false,
  limits: fewer = {},
  withRing = true,
  tools = [],
}: PageServerOptions = {}): Promise<PageServer> {
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const haproxy = await startHaproxy({
    files: { "servers.state": "1\n", "servers.json": "{}", ...tokenFiles(), ...files },
    config: ({ dir, httpSocket, runtimeSocket, mapFile, stateFile }) =>
      renderConfig({
        pools: { count: 5, slots: 3 },
        httpBinds: [`unix@${httpSocket}`],
        statsSockets: [`${runtimeSocket} mode 600 level admin`],
        mapFile,
        stateFile,
        accessLog: withRing ? { target: undefined } : undefined,
        mcp: {
          hosts: [NAME],
          server: host,
          trustedNetworks: [],
          tokenMapFile: `${dir}/mcp-tokens.map`,
          hasPage: true,
        },
      }),
  });
  const config = loadConfig({
    ...(await settingsFor(haproxy)),
    MCP_PORT: String(port),
    MCP_ALLOWED_HOSTS: NAME,
    ...settings,
  });
  const silent = () => {};
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const services = createServices(config, log);
  const { mcp } = config;
  const calls = createCalls();
  const access = { ...mcp, tokens: services.tokens.find };
  const limits = { ...HTTP_LIMITS, ...fewer };
  const clock = { ms: 0 };
  const page = openPage({
    services,
    calls,
    access,
    opensHere,
    limits,
    tools: [...catalog, ...tools],
    readOnly: mcp.readOnly,
    deniedTools: mcp.deniedTools,
    serversFile: config.haproxy.serversFile,
    now: () => clock.ms,
  });
  const server = await startHttpServer({
    host: "127.0.0.1",
    port,
    factory: serverFactory(services, toolsOf(mcp.toolsets), { calls, ...mcp }),
    calls,
    access,
    accessLog: services.accessLog,
    metrics: async () => [],
    log,
    limits,
    page,
  });

  const send: PageServer["send"] = (path, { target = { port }, host: name = host, ...sent } = {}) =>
    request(target, { ...sent, path, host: name });
  const post: PageServer["post"] = (path, body, { headers = {}, ...sent } = {}) =>
    send(path, {
      method: "POST",
      headers: {
        origin: `http://${sent.host ?? host}`,
        ...OWN,
        "sec-fetch-site": "same-origin",
        ...headers,
      },
      body: JSON.stringify(body),
      ...sent,
    });
  return {
    haproxy,
    services,
    port,
    host,
    clock,
    send,
    post,
    async signIn(name, sent) {
      const { status, headers, body } = await post("/ui/sign-in", { token: TOKENS[name].secret }, sent);
      const [cookie = ""] = headers["set-cookie"] ?? [];
      if (status !== 204) throw new Error(`${status} ${body}`);
      return { cookie: cookie.split(";")[0] ?? "" };
    },
    async call(tool, args, headers = {}) {
      const { body } = await post(`/ui/call/${tool}`, { arguments: args }, { headers });
      return linesOf(body);
    },
    file: (name) => readFile(join(haproxy.dir, name), "utf8").catch(() => ""),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await services.accessLog.end();
      await haproxy[Symbol.asyncDispose]();
    },
  };
}

export function linesOf(body: string): readonly CallLine[] {
  return body
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as CallLine);
}
