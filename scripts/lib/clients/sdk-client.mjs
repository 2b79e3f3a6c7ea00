import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../root.mjs";

/** @typedef {import("./clients.mjs").Client} Client */

const WHO = { name: "check-install", version: "1.0.0" };
const SDK = "@modelcontextprotocol/client";

/**
 * The SDK's client, as the server's own package has it, for a program that serves MCP on stdin and stdout.
 *
 * @param {{ command: string, args: readonly string[], env: Readonly<Record<string, string>>, stderr?: "ignore" }} program
 * @returns {Promise<Client & { tools: () => Promise<readonly { name: string, description: string }[]> }>}
 */
export async function overStdio(program) {
  const { Client } = await load(SDK);
  const { StdioClientTransport } = await load(`${SDK}/stdio`);
  const client = new Client(WHO);
  const found = await ofSdk(client, new StdioClientTransport({ stderr: "inherit", ...program }));
  return { ...found, tools: async () => (await client.listTools()).tools };
}

/**
 * @param {string} url
 * @returns {Promise<Client>}
 */
export async function overHttp(url) {
  const { Client, StreamableHTTPClientTransport } = await load(SDK);
  return ofSdk(new Client(WHO), new StreamableHTTPClientTransport(new URL(url)));
}

/**
 * @param {any} client
 * @param {any} transport
 * @returns {Promise<Client>}
 */
export async function ofSdk(client, transport) {
  await client.connect(transport);
  return {
    list: async () => namesOf(await client.listTools()),
    call: async (name, args) => JSON.stringify(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}

/** @param {{ tools: readonly { name: string }[] }} listed */
export function namesOf({ tools }) {
  return tools.map(({ name }) => name);
}

/**
 * @param {string} name
 * @returns {Promise<any>}
 */
function load(name) {
  const { resolve } = createRequire(join(ROOT, "apps/mcp-server/package.json"));
  return import(pathToFileURL(resolve(name)).href);
}
