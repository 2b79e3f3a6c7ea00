import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createDefaultCertificate, renderConfig } from "@haproxy-mcp/haproxy-host";
import { freePort, type HaproxyPaths, request, startHaproxyContainer } from "@haproxy-mcp/test-haproxy";
import { expect } from "vitest";
import { openClient, type TestClient } from "./clients.js";
import { type Settings, startServing } from "./program.js";

/** A server with an HAProxy that it can check, reload and watch. */
export interface Hosted extends AsyncDisposable {
  readonly client: TestClient;
  /** Paths on this machine. */
  readonly paths: Omit<HaproxyPaths, "masterSocket">;
  readonly httpPort: number;
  /** Stops HAProxy behind the server's back. */
  stopHaproxy(): Promise<void>;
  /** Status of a request for a host name. */
  ask(host: string): Promise<number>;
}

const POOLS = { count: 5, slots: 3 };

const configOf = (
  {
    httpSocket,
    runtimeSocket,
    mapFile,
    stateFile,
  }: Pick<HaproxyPaths, "httpSocket" | "runtimeSocket" | "mapFile" | "stateFile">,
  httpPort: number,
) =>
  renderConfig({
    pools: POOLS,
    httpBinds: [`unix@${httpSocket}`, `127.0.0.1:${httpPort}`],
    statsSockets: [`${runtimeSocket} mode 600 level admin`],
    mapFile,
    stateFile,
  });

const FILES = {
  "servers.json": "{}",
  "servers.state": "1\n",
  "certs/00-default.pem": createDefaultCertificate(),
};

export const hosts = {
  /** `haproxy-mcp serve` starts it. */
  async child(): Promise<Hosted> {
    const dir = await mkdtemp(join(tmpdir(), "child-"));
    const paths = pathsIn(dir);
    await writeFile(paths.mapFile, "");
    await writeFile(paths.stateFile, "1\n");
    await writeFile(paths.serversFile, "{}");
    const httpPort = await freePort();
    await writeFile(paths.configFile, configOf(paths, httpPort));
    const hosted = await serve(paths, { HAPROXY_HOST_KIND: "child", HAPROXY_CERTS_DIR: join(dir, "none") });
    return {
      ...hosted,
      httpPort,
      stopHaproxy: () => Promise.reject(new Error("a child that ends, ends its server")),
      async [Symbol.asyncDispose]() {
        await hosted[Symbol.asyncDispose]();
        await rm(dir, { recursive: true, force: true });
      },
    };
  },

  /** A real container with other paths. */
  async podman(): Promise<Hosted> {
    const httpPort = await freePort();
    const container = await startHaproxyContainer({
      config: (inside) => configOf(inside, httpPort),
      files: FILES,
    });
    const hosted = await serve(container, {
      HAPROXY_HOST_KIND: "podman",
      HAPROXY_CONTAINER: container.name,
      HAPROXY_CERTS_DIR: join(container.dir, "certs"),
      PATH: [dirname(container.podman), process.env["PATH"]].join(delimiter),
    });
    return {
      ...hosted,
      httpPort,
      stopHaproxy: () => container.stop(),
      async [Symbol.asyncDispose]() {
        await hosted[Symbol.asyncDispose]();
        await container[Symbol.asyncDispose]();
      },
    };
  },
};

/** The result of a call that must succeed. */
export async function call(
  { client }: Hosted,
  name: string,
  args: Record<string, unknown> = {},
): Promise<{ readonly data: Record<string, unknown>; readonly text: string }> {
  const result = await client.callTool({ name: `haproxy_${name}`, arguments: args });
  const text = result.content[0]?.text ?? "";
  expect(result.isError, text).not.toBe(true);
  return { data: result.structuredContent ?? {}, text };
}

/** The message of a call that must fail. */
export async function refused(
  hosted: Hosted,
  name: string,
  args: Record<string, unknown> = {},
): Promise<string> {
  const result = await hosted.client.callTool({ name: `haproxy_${name}`, arguments: args });
  expect(result.isError).toBe(true);
  return result.content[0]?.text ?? "";
}

async function serve(
  paths: Hosted["paths"],
  settings: Settings,
): Promise<Pick<Hosted, "client" | "paths" | "ask"> & AsyncDisposable> {
  const serving = await startServing(paths, { ...settings, HAPROXY_CONFIG_FILE: paths.configFile });
  const client = await openClient(serving.url);
  return {
    client,
    paths,
    ask: async (host) => (await request({ socketPath: paths.httpSocket }, { host })).status,
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await serving[Symbol.asyncDispose]();
    },
  };
}

function pathsIn(dir: string): Hosted["paths"] {
  const file = (name: string) => join(dir, name);
  return {
    dir,
    configFile: file("haproxy.cfg"),
    runtimeSocket: file("runtime.sock"),
    httpSocket: file("http.sock"),
    mapFile: file("domains.map"),
    serversFile: file("servers.json"),
    stateFile: file("servers.state"),
  };
}
