// What a shell completes; with what files of the desired state have, and no HAProxy.
import { execFile } from "node:child_process";
import { chmod, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { startPeer, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { complete } from "../../src/commands/completion/complete.js";
import { SHELLS } from "../../src/commands/completion/scripts.js";
import { MAIN } from "../support/program.js";
import { said } from "../support/said.js";
import { shared } from "../support/shared.js";

const machine = shared(async () => {
  const folder = await temporaryFolder();
  const inFolder = (name: string) => join(folder.path, name);
  await writeFile(inFolder("domains.map"), "www.example.com pool_1\nshop.example.com pool_2\n");
  await writeFile(
    inFolder("servers.json"),
    '{"shop.example.com": {"1": {"ip": "10.0.0.1"}, "3": {"ip": "10.0.0.2"}}}',
  );
  const environment = {
    HAPROXY_MAP_FILE: inFolder("domains.map"),
    HAPROXY_SERVERS_FILE: inFolder("servers.json"),
    HAPROXY_STATE_FILE: inFolder("servers.state"),
    HAPROXY_SOCKET: inFolder("none.sock"),
    MCP_TOKEN_FILE: inFolder("token.env"),
  };
  await said(["token", "new", "claude"], environment);
  return { path: folder.path, environment, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
});

const completed = (line: string) =>
  complete(line.split(" "), {
    environment: machine().environment,
    signal: new AbortController().signal,
  });

it.each([
  ["dom", ["domains"]],
  ["domains re", ["remove"]],
  ["help ser", ["serve", "servers"]],
  ["help token n", ["new"]],
  ["config ", ["check"]],
  ["servers list s", ["shop.example.com"]],
  ["servers drain shop.example.com ", ["1", "3"]],
  ["servers drain gone.example.com ", []],
  ["domains add x.example.com --alias-of ww", ["www.example.com"]],
  ["domains add x.example.com --al", ["--alias", "--alias-of"]],
  ["domains list --output n", ["name"]],
  ["domains state shop.example.com r", ["ready"]],
  ["stats servers shop.example.com --token x --output j", ["json"]],
  ["token revoke ", ["claude"]],
  ["token new x --role o", ["operate"]],
  ["tool haproxy_list_d", ["haproxy_list_domains"]],
  ["completion ", [...SHELLS]],
  ["undo ", [expect.stringMatching(/^\d{8}T\d{6}Z-/)]],
  ["import ", []],
  ["nonsense ", []],
])("%s", async (line, words) => {
  expect(await completed(line)).toEqual(words);
});

it("stops with its caller while a remote server does not respond, as every command", async () => {
  let control = new AbortController();
  await using silent = await startPeer(() => control.abort("SIGINT"));
  const url = `http://${silent.host}:${silent.port}/mcp`;

  expect(
    await complete(["domains", "show", "--url", url, ""], { environment: {}, signal: control.signal }),
  ).toEqual([]);
  expect(control.signal.aborted).toBe(true);

  control = new AbortController();
  expect(await said(["domains", "list", "--url", url], {}, control.signal)).toEqual({
    code: 1,
    stdout: "",
    stderr: `CANCELLED: ${url} did not respond yet. Nothing was changed.\n`,
  });
});

it("prints a script for each shell, and refuses others", async () => {
  for (const shell of SHELLS)
    expect(await said(["completion", shell])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("__complete"),
    });
  expect(await said(["completion", "ksh"])).toMatchObject({ code: 2 });
});

it("completes a line of a real bash, and leaves paths to it", async () => {
  const { path, environment } = machine();
  const program = join(path, "haproxy-mcp");
  await writeFile(program, `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`);
  await chmod(program, 0o755);
  // as readline calls it; `complete -p` shows that it is registered
  const script = `source <(haproxy-mcp completion bash)
complete -p haproxy-mcp
COMP_LINE="haproxy-mcp servers drain shop.example.com --reason x "
COMP_POINT=\${#COMP_LINE} && _haproxy_mcp haproxy-mcp && printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)("bash", ["--norc", "-c", script], {
    env: { ...environment, PATH: [path, process.env["PATH"]].join(delimiter) },
  });

  expect(stdout).toBe("complete -o default -F _haproxy_mcp haproxy-mcp\n1\n3\n");
});
