import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { overStdio } from "../clients/sdk-client.mjs";
import { outputOf } from "../output-of.mjs";
import { CLIENT_SETTINGS } from "./client-settings.mjs";
import { stagePackage } from "./staged.mjs";

const MCPB = "@anthropic-ai/mcpb@2.1.2";

/**
 * Packs the server for clients that install an `.mcpb`, such as Claude Desktop, and validates it.
 *
 * @param {string} folder where to write it
 * @returns {Promise<string>} its path
 */
export async function makeMcpb(folder) {
  const staged = mkdtempSync(join(tmpdir(), "mcpb-"));
  try {
    const { version, entry } = await stagePackage(staged);
    // for one processor and Node.js; without it a start takes 0.1 s more, and a client makes few
    rmSync(join(staged, "dist/program.cjs.compiled"));
    const manifest = join(staged, "manifest.json");
    writeFileSync(manifest, `${JSON.stringify(await manifestOf(staged, entry), null, 2)}\n`);
    const packed = join(folder, `haproxy-mcp-${version}.mcpb`);
    const { run } = await mcpbTool();
    await run(["validate", manifest]);
    await run(["pack", staged, packed]);
    return packed;
  } finally {
    rmSync(staged, { recursive: true });
  }
}

/**
 * The tool that packs, validates and unpacks an `.mcpb`, and its library.
 *
 * @returns {Promise<{ run: (args: readonly string[]) => Promise<string>, module: string }>}
 */
export async function mcpbTool() {
  const found = await outputOf("npx", ["--yes", "--package", MCPB, "--", "which", "mcpb"]);
  const cli = realpathSync(found.trim());
  return {
    run: (args) => outputOf(process.execPath, [cli, ...args]),
    module: join(dirname(cli), "../index.js"),
  };
}

/**
 * The manifest of MCPB 0.3, with the tools that the program itself lists.
 *
 * @param {string} staged
 * @param {string} entry
 */
async function manifestOf(staged, entry) {
  const { version, description, keywords, license, author, homepage, repository, engines } = JSON.parse(
    readFileSync(join(staged, "package.json"), "utf8"),
  );
  return {
    manifest_version: "0.3",
    name: "haproxy-mcp",
    display_name: "HAProxy",
    version,
    description,
    long_description:
      "Where HAProxy runs on another machine, run haproxy-mcp there, and set its URL and a token. On HAProxy's own machine it needs the " +
      "Runtime API, and the files that hold domains and servers.",
    author: { name: author },
    repository: { type: repository.type, url: repository.url.replace(/^git\+/, "") },
    homepage,
    license,
    keywords,
    server: {
      type: "node",
      entry_point: entry,
      mcp_config: {
        command: "node",
        args: [`\${__dirname}/${entry}`, "stdio"],
        env: Object.fromEntries(CLIENT_SETTINGS.map(({ name }) => [name, `\${user_config.${keyOf(name)}}`])),
      },
    },
    tools: await toolsOf([join(staged, entry), "stdio"]),
    user_config: Object.fromEntries(
      CLIENT_SETTINGS.map(({ name, title, description: explanation, isSecret: sensitive = false }) => [
        keyOf(name),
        // without a default the client would pass on the name of the variable
        {
          type: "string",
          title,
          description: `${explanation} (${name})`,
          sensitive,
          required: false,
          default: "",
        },
      ]),
    ),
    compatibility: { platforms: ["darwin", "linux", "win32"], runtimes: { node: engines.node } },
  };
}

/** @param {string} name of a setting */
function keyOf(name) {
  return name.toLowerCase();
}

/** @param {readonly string[]} args of Node.js */
async function toolsOf(args) {
  // it needs no HAProxy to list them
  const env = { PATH: process.env["PATH"] ?? "", HAPROXY_HOST_KIND: "none", LOG_LEVEL: "ERROR" };
  const client = await overStdio({ command: process.execPath, args, env, stderr: "ignore" });
  try {
    return (await client.tools()).map(({ name, description }) => ({ name, description }));
  } finally {
    await client.close?.();
  }
}
