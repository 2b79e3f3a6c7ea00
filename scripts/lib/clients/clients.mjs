import { namesOf, ofSdk } from "./sdk-client.mjs";

/** @typedef {import("./installed.mjs").Installed} Installed */
/** @typedef {import("./server.mjs").Server} Server */

/**
 * @typedef {object} Client
 * @property {() => Promise<readonly string[]>} list the names of the tools
 * @property {(name: string, args: Readonly<Record<string, string | number>>) => Promise<string>} call what the client shows of the result
 * @property {() => Promise<void>} [close]
 */

const WHO = { name: "check-clients", version: "1.0.0" };
const MODERN = { versionNegotiation: { mode: "auto" } };
const V1 = "@modelcontextprotocol/sdk/client";
const CURRENT = "@modelcontextprotocol/client";

/**
 * Every client on every transport that it has.
 *
 * @param {Installed} installed
 * @param {Server} server
 * @returns {Readonly<Record<string, () => Promise<Client>>>}
 */
export function clientsOf(installed, server) {
  const { environment, load, bin, run } = installed;
  const { url, authorization, stdio, stdioEnvironment } = server;
  const headers = { authorization };
  const [command = "", ...args] = stdio;
  const env = { ...environment, ...stdioEnvironment };
  const variables = Object.entries(stdioEnvironment).map(([name, value]) => `${name}=${value}`);

  /**
   * @param {{ command: string, args: readonly string[], env: object }} spawned
   * @param {object} [options]
   */
  const current = async (spawned, options) => {
    const { Client } = await load(CURRENT);
    const { StdioClientTransport } = await load(`${CURRENT}/stdio`);
    return ofSdk(new Client(WHO, options), new StdioClientTransport({ ...spawned, stderr: "ignore" }));
  };
  /** @param {object} [options] */
  const currentOverHttp = async (options) => {
    const { Client, StreamableHTTPClientTransport } = await load(CURRENT);
    return ofSdk(
      new Client(WHO, options),
      new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }),
    );
  };
  return {
    "SDK 1, HTTP": async () => {
      const { Client } = await load(`${V1}/index.js`);
      const { StreamableHTTPClientTransport } = await load(`${V1}/streamableHttp.js`);
      return ofSdk(
        new Client(WHO),
        new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }),
      );
    },
    "SDK 1, stdio": async () => {
      const { Client } = await load(`${V1}/index.js`);
      const { StdioClientTransport } = await load(`${V1}/stdio.js`);
      return ofSdk(new Client(WHO), new StdioClientTransport({ command, args, env, stderr: "ignore" }));
    },
    "SDK 2, HTTP, protocol 2026-07-28": () => currentOverHttp(MODERN),
    "SDK 2, HTTP, protocol 2025-11-25": () => currentOverHttp(),
    "SDK 2, stdio": () => current({ command, args, env }, MODERN),
    "inspector, HTTP": async () =>
      ofInspector(run, [url, "--transport", "http", "--header", `authorization: ${authorization}`]),
    "inspector, stdio": async () =>
      ofInspector(run, [...stdio, ...variables.flatMap((variable) => ["-e", variable])]),
    "AI SDK, HTTP": async () => ofAiSdk(load, { type: "http", url, headers }),
    "AI SDK, stdio": async () => {
      const { Experimental_StdioMCPTransport: Transport } = await load("@ai-sdk/mcp/mcp-stdio");
      return ofAiSdk(load, new Transport({ command, args, env, stderr: "ignore" }));
    },
    "mcp-remote, HTTP": () =>
      current({
        command: process.execPath,
        args: [bin("mcp-remote"), url, "--header", `authorization:${authorization}`],
        env: environment,
      }),
    "mcporter, HTTP": async () =>
      ofMcporter(run, ["--http-url", url, "--allow-http", "--header", `authorization=${authorization}`]),
    "mcporter, stdio": async () =>
      ofMcporter(run, [
        "--stdio",
        command,
        ...args.flatMap((arg) => ["--stdio-arg", arg]),
        ...variables.flatMap((variable) => ["--env", variable]),
      ]),
  };
}

/**
 * @param {Installed["run"]} run
 * @param {readonly string[]} target
 * @returns {Client}
 */
function ofInspector(run, target) {
  const inspect = (/** @type {readonly string[]} */ args) =>
    run("mcp-inspector", ["--cli", ...target, "--method", ...args]);
  return {
    list: async () => namesOf(JSON.parse(await inspect(["tools/list", "--strict"]))),
    call: (name, args) => inspect(["tools/call", "--tool-name", name, "--tool-arg", ...pairs(args)]),
  };
}

/**
 * @param {Installed["run"]} run
 * @param {readonly string[]} target
 * @returns {Client}
 */
function ofMcporter(run, target) {
  const quiet = [...target, "--no-oauth"];
  return {
    list: async () => namesOf(JSON.parse(await run("mcporter", ["list", ...quiet, "--json"]))),
    call: (name, args) => run("mcporter", ["call", ...quiet, name, ...pairs(args), "--output", "json"]),
  };
}

/**
 * @param {Installed["load"]} load
 * @param {object} transport
 * @returns {Promise<Client>}
 */
async function ofAiSdk(load, transport) {
  const { createMCPClient } = await load("@ai-sdk/mcp");
  const client = await createMCPClient({ transport });
  const tools = await client.tools();
  return {
    list: async () => Object.keys(tools),
    call: async (name, args) =>
      JSON.stringify(await tools[name].execute(args, { toolCallId: "1", messages: [] })),
    close: () => client.close(),
  };
}

/** @param {Readonly<Record<string, string | number>>} args */
function pairs(args) {
  return Object.entries(args).map(([name, value]) => `${name}=${value}`);
}
