import { execFile } from "node:child_process";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { readmeCode, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { startOnePool } from "./haproxy.js";

const run = promisify(execFile);
const packageFolder = join(import.meta.dirname, "..");

/** The same as a CommonJS module: no `import`, and no `await` outside of a function. */
function toCommonJs(code: string): string {
  const required = code.replace(/^import (\{[^}]*\}) from ("[^"]+");$/m, "const $1 = require($2);");
  return `(async () => {\n${required}\n})();\n`;
}

it("does what the README shows, installed from its tarball with nothing else, as ESM and as CommonJS", async () => {
  await using haproxy = await startOnePool();
  await using project = await temporaryFolder();
  const { code, expected } = await readmeCode(packageFolder);
  const cwd = project.path;
  await writeFile(join(cwd, "package.json"), "{}");
  await writeFile(join(cwd, "example.mjs"), code);
  await writeFile(join(cwd, "example.cjs"), toCommonJs(code));

  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", cwd], { cwd: packageFolder });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", join(cwd, filename)], { cwd });

  expect((await readdir(join(cwd, "node_modules"))).filter((name) => !name.startsWith("."))).toEqual([
    "@haproxy-mcp",
  ]);
  expect(await readdir(join(cwd, "node_modules/@haproxy-mcp"))).toEqual(["runtime-api-client"]);
  const env = { ...process.env, HAPROXY_SOCKET: haproxy.runtimeSocket, HAPROXY_MAP: haproxy.mapFile };
  for (const file of ["example.mjs", "example.cjs"]) {
    await haproxy.runtime(`clear map ${haproxy.mapFile}`);
    expect((await run(process.execPath, [file], { cwd, env })).stdout).toBe(expected);
  }
});
