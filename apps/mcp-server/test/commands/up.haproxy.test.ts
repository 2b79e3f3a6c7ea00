import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { get } from "node:https";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { freePort, request, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { openClient } from "../support/clients.js";
import { type Program, startProgram } from "../support/program.js";
import { said } from "../support/said.js";

interface Ports {
  readonly http: number;
  readonly https: number;
  readonly mcp: number;
  readonly sample: number;
}

async function freePorts(): Promise<Ports> {
  const [http, https, mcp, sample] = await Promise.all([freePort(), freePort(), freePort(), freePort(2)]);
  return { http, https, mcp, sample };
}

function startUp(folder: string, { http, https, mcp, sample }: Ports): Program {
  return startProgram(
    [
      "up",
      "--data-folder",
      folder,
      "--http-port",
      `${http}`,
      "--https-port",
      `${https}`,
      "--sample-port",
      `${sample}`,
    ],
    { MCP_HOST: "127.0.0.1", MCP_PORT: String(mcp), HAPROXY_POOL_COUNT: "5" },
  );
}

const ask = async ({ http }: Ports, host: string) => {
  const { status, body } = await request({ port: http }, { host });
  return status === 200 ? body.trim() : status;
};

/** The certificate is the default one, which no client should trust. */
async function askOverTls({ https }: Ports, host: string): Promise<string> {
  const sent = get({ host: "127.0.0.1", port: https, headers: { host }, rejectUnauthorized: false });
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return text(response);
}

/** Processes whose command line names the folder. */
async function processesOf(folder: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return lines.filter((line) => line.includes(folder));
}

it("starts everything, takes turns between the sample backends, and leaves nothing behind", async () => {
  await using folder = await temporaryFolder();
  const ports = await freePorts();
  await using program = startUp(folder.path, ports);
  await program.printed("haproxy-mcp is ready.");

  const responses = [await ask(ports, "demo.localhost"), await ask(ports, "demo.localhost")];
  const overTls = await askOverTls(ports, "demo.localhost");
  await using client = await openClient(new URL(`http://127.0.0.1:${ports.mcp}/mcp`));
  const health = await client.callTool({ name: "haproxy_health" });
  const command = (line: string) =>
    said(line.split(" "), { HAPROXY_MCP_SETTINGS: join(folder.path, "settings.env") });
  const listed = await command("domains list --output name");
  const healthHere = await command("health");
  const reloaded = await command("reload");
  const session = await fetch(`http://localhost:${ports.mcp}/ui/session`);
  const code = await program.end("SIGTERM");
  const [begin = ""] = (await readFile(join(folder.path, "history.jsonl"), "utf8")).split("\n");

  expect(JSON.parse(begin)).toMatchObject({ caller: { name: "system" }, operation: "add_domain" });
  expect(responses.sort()).toEqual([
    `Hello from sample backend 1 on port ${ports.sample}`,
    `Hello from sample backend 2 on port ${ports.sample + 1}`,
  ]);
  expect(overTls).toMatch(/^Hello from sample backend/);
  expect(program.stdout()).toContain(`https://localhost:${ports.https}`);
  expect(program.stdout()).toContain(`curl -H 'Host: demo.localhost' localhost:${ports.http}`);
  expect(program.stdout()).toContain(`http://localhost:${ports.mcp}/mcp`);
  expect(program.stdout()).toContain(`  Page         http://localhost:${ports.mcp}/ui/  (in a browser`);
  expect(await session.json()).toMatchObject({ isOpen: true, caller: { role: "admin" } });
  expect(health.structuredContent).toMatchObject({
    status: "healthy",
    components: { container: { status: "ok", state: "running" } },
  });
  expect(program.stdout()).toContain(`export HAPROXY_MCP_SETTINGS=${folder.path}/settings.env\n`);
  expect(listed).toEqual({ code: 0, stdout: "demo.localhost\n", stderr: "" });
  expect(healthHere).toMatchObject({ code: 0, stdout: expect.stringMatching(/^healthy\n/) });
  expect(reloaded).toMatchObject({ code: 0, stdout: expect.stringMatching(/^HAProxy was reloaded: /) });
  expect(code).toBe(0);
  expect(await processesOf(folder.path)).toEqual([]);
});

it("keeps additions and removals across SIGKILL and a new start", async () => {
  await using folder = await temporaryFolder();
  const ports = await freePorts();
  await using first = startUp(folder.path, ports);
  await first.printed("haproxy-mcp is ready.");
  await using client = await openClient(new URL(`http://127.0.0.1:${ports.mcp}/mcp`));
  await client.callTool({
    name: "haproxy_add_domain",
    arguments: { domain: "*.shop.localhost", ip: "127.0.0.1", http_port: ports.sample },
  });
  await client.callTool({ name: "haproxy_remove_domain", arguments: { domain: "demo.localhost" } });
  await first.end("SIGKILL");

  await using second = startUp(folder.path, ports);
  await second.printed("haproxy-mcp is ready.");

  expect(await ask(ports, "a.shop.localhost")).toBe(`Hello from sample backend 1 on port ${ports.sample}`);
  expect(await ask(ports, "demo.localhost")).toBe(404);
  expect(await second.end("SIGTERM")).toBe(0);
  expect(await processesOf(folder.path)).toEqual([]);
});

it("does not touch the folder of another haproxy-mcp up", async () => {
  await using folder = await temporaryFolder();
  const ports = await freePorts();
  await using first = startUp(folder.path, ports);
  await first.printed("haproxy-mcp is ready.");
  const running = await processesOf(folder.path);

  await using second = startUp(folder.path, await freePorts());
  const code = await second.end();

  expect(code).toBe(1);
  expect(second.stderr()).toContain(`the data folder ${folder.path} is in use by another haproxy-mcp up`);
  expect(await processesOf(folder.path)).toEqual(running);
  expect(await ask(ports, "demo.localhost")).toContain("Hello");
});

it("names the taken ports and their processes, and exits with 1", async () => {
  await using folder = await temporaryFolder();
  const ports = await freePorts();
  const squatters = [ports.http, ports.mcp].map((port) => createServer().listen({ port, host: "127.0.0.1" }));
  await Promise.all(squatters.map((squatter) => once(squatter, "listening")));

  await using program = startUp(folder.path, ports);
  const code = await program.end();
  for (const squatter of squatters) squatter.close();
  await using again = startUp(folder.path, ports);
  await again.printed("haproxy-mcp is ready.");
  const sample = await ask(ports, "demo.localhost");
  await again.end("SIGTERM");

  expect(code).toBe(1);
  expect(sample).toContain("Hello");
  expect(program.stderr()).toMatch(
    new RegExp(`port ${ports.http} \\(HTTP\\) is taken by \\S+ \\(pid ${process.pid}\\)`),
  );
  expect(program.stderr()).toMatch(
    new RegExp(`port ${ports.mcp} \\(MCP\\) is taken by \\S+ \\(pid ${process.pid}\\)`),
  );
  expect(await processesOf(folder.path)).toEqual([]);
});

it("exits with 1 when HAProxy is killed", async () => {
  await using folder = await temporaryFolder();
  const ports = await freePorts();
  await using program = startUp(folder.path, ports);
  await program.printed("haproxy-mcp is ready.");

  process.kill(Number(await readFile(join(folder.path, "haproxy.pid"), "utf8")), "SIGKILL");

  expect(await program.end()).toBe(1);
  expect(program.stderr()).toContain("HAProxy exited: ");
  expect(await processesOf(folder.path)).toEqual([]);
});

it.each([
  [["up", "--http-port", "0"], 2, /--http-port is "0"; it must be a port/],
  [["up", "--colour", "red"], 2, /--colour/],
  [["up", "--data-folder", "/proc/nowhere"], 1, /data folder \/proc\/nowhere cannot be used/],
  [["nonsense"], 2, /unknown command "nonsense"/],
])("%j exits with %d and reports why", async (args, code, why) => {
  await using program = startProgram(args);

  expect(await program.end()).toBe(code);
  expect(program.stderr()).toMatch(why);
});

it("reports every mistake in the settings at once", async () => {
  await using program = startProgram(["serve"], {
    MCP_PORT: "x",
    HAPROXY_POOL_COUNT: "0",
    LOG_LEVEL: "LOUD",
  });

  expect(await program.end()).toBe(1);
  expect(program.stderr().trim().split("\n")).toEqual([
    expect.stringMatching(/^MCP_PORT is "x"; it must be /),
    expect.stringMatching(/^HAPROXY_POOL_COUNT is "0"; it must be /),
    expect.stringMatching(/^LOG_LEVEL is "LOUD"; it must be /),
  ]);
});
