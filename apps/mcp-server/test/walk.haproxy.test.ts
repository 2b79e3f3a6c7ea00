import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { renderConfig } from "@haproxy-mcp/haproxy-host";
import {
  freePort,
  request,
  startBackend,
  startHaproxy,
  startTraffic,
  type TestBackend,
} from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { localCaller } from "../src/access/caller.js";
import { openClient } from "./support/clients.js";
import { settingsFor, startServing } from "./support/program.js";
import { run } from "./support/run.js";

const NAME = "mcp.example.test";
const SHOP = "shop.example.com";
const MOVED = "moved.example.com";
const OTHER = "other.example.com";

/** HAProxy, which lets no request through to the server without a token, as an operator installs both. */
async function arrange() {
  const [mcpPort, port, namePort] = [await freePort(), await freePort(), await freePort()];
  const haproxy = await startHaproxy({
    files: { "servers.state": "1\n", "servers.json": "{}", "mcp-tokens.map": "" },
    config: ({ dir, runtimeSocket, mapFile, stateFile }) =>
      `${renderConfig({
        pools: { count: 5, slots: 3 },
        httpBinds: [`127.0.0.1:${port}`],
        statsSockets: [`${runtimeSocket} mode 600 level admin`],
        mapFile,
        stateFile,
        mcp: {
          hosts: [NAME],
          server: `127.0.0.1:${mcpPort}`,
          trustedNetworks: [],
          tokenMapFile: `${dir}/mcp-tokens.map`,
        },
      }).replaceAll(":80 check ", ":80 check inter 200ms ")}
# in place of a name server: fetch of Node.js sends no Host of ours
listen by_name
  bind 127.0.0.1:${namePort}
  http-request set-header Host ${NAME}
  server haproxy 127.0.0.1:${port}
`,
  });
  const settings = {
    ...(await settingsFor(haproxy)),
    ...{ MCP_PORT: String(mcpPort), MCP_ALLOWED_HOSTS: NAME, MCP_TOOLSETS: "all" },
  };
  const serving = await startServing(haproxy, settings);
  const opened: AsyncDisposable[] = [];
  return {
    haproxy,
    serving,
    port,
    read: (name: string) => readFile(join(haproxy.dir, name), "utf8"),
    /** A client that calls through HAProxy, with a token that `haproxy-mcp token new` has made. */
    async callerWith(name: string, role: string) {
      const made = await run(["token", "new", name, "--role", role], settings);
      expect(made.code, made.stderr).toBe(0);
      const secret = made.stdout.trim();
      const client = await openClient(new URL(`http://127.0.0.1:${namePort}/mcp`), secret);
      opened.push(client);
      return {
        secret,
        tools: async () => (await client.listTools()).tools.map((tool) => tool.name),
        async call(tool: string, args: Record<string, unknown> = {}) {
          const result = await client.callTool({ name: `haproxy_${tool}`, arguments: args });
          const error = result._meta?.["error"] as { readonly code: string } | undefined;
          return { code: error?.code, data: result.structuredContent ?? {}, text: result.content[0]?.text };
        },
      };
    },
    async [Symbol.asyncDispose]() {
      for (const client of opened) await client[Symbol.asyncDispose]();
      await serving[Symbol.asyncDispose]();
      await haproxy[Symbol.asyncDispose]();
    },
  };
}

interface Entry {
  readonly id: string;
  readonly caller: string;
  readonly operation: string;
  readonly [more: string]: unknown;
}

const addressOf = ({ ip, port }: TestBackend) => ({ ip, http_port: port });

it("an operator's agent onboards, moves and is refused the rest; an admin reads the history and undoes the onboarding", async () => {
  await using one = await startBackend({ name: "one" });
  await using two = await startBackend({ name: "two" });
  await using it = await arrange();
  const answerOf = (host: string) => startTraffic({ port: it.port }, [host])();
  const [agent, boss] = await Promise.all([
    it.callerWith("agent", "operate"),
    it.callerWith("boss", "admin"),
  ]);
  for (const domain of [MOVED, OTHER])
    expect((await boss.call("add_domain", { domain, ...addressOf(one) })).code).toBe(undefined);
  const idOf = async (domain: string) => {
    const { data } = await agent.call("history", { domain, limit: 1 });
    return (data["entries"] as readonly Entry[])[0]?.id;
  };

  // the agent
  const shop = { domain: SHOP, aliases: [`www.${SHOP}`], servers: [addressOf(one), addressOf(two)] };
  expect((await agent.call("add_domain", shop)).code).toBe(undefined);
  expect((await agent.call("wait_healthy", { domain: SHOP })).data).toMatchObject({ healthy: true });
  expect(await answerOf(`www.${SHOP}`)).toEqual(["200 one", "200 two"]);
  const onboarded = await idOf(SHOP);
  const stop = startTraffic({ port: it.port }, [MOVED]);
  const moved = await agent.call("replace_servers", { domain: MOVED, servers: [addressOf(two)] });
  expect([moved.code, await stop()]).toEqual([undefined, ["200 one", "200 two"]]);
  const tools = await agent.tools();
  for (const [tool, args] of [
    ["issue_cert", { domain: SHOP }],
    ["reload", {}],
    ["undo", { change: await idOf(OTHER) }],
  ] as const) {
    expect((await agent.call(tool, args)).code, tool).toBe("NOT_ALLOWED");
    expect(tools.includes(`haproxy_${tool}`), tool).toBe(tool === "undo"); // of its own changes
  }

  // the administrator
  const { data } = await boss.call("history");
  const undone = await boss.call("undo", { change: onboarded });
  expect(undone.data).toMatchObject({ undone: onboarded, operation: "add_domain", caller: "agent" });

  // the history: as it was read, and on the disk
  const expected = [
    ["agent", "replace_servers", "done"],
    ["agent", "add_domain", "done"],
    ["boss", "add_domain", "done"],
    ["boss", "add_domain", "done"],
    ...Array(2).fill([localCaller("command line").name, "token new", "done"]),
  ];
  const entries = data["entries"] as readonly Entry[];
  const shown = (all: readonly Entry[]) =>
    all.map(({ caller, operation, result }) => [caller, operation, result]);
  expect(shown(entries)).toEqual(expected);
  expect(entries[0]).toMatchObject({ client: "test 1.0.0", client_ip: "127.0.0.1", domains: [MOVED] });
  const after = (await boss.call("history")).data["entries"] as readonly Entry[];
  expect(shown(after)).toEqual([["boss", "undo", "done"], ...expected]);
  expect([after[0]?.["undoes"], after[2]?.["undone_by"]]).toEqual([onboarded, after[0]?.id]);
  const lines = (await it.read("history.jsonl")).trim().split("\n");
  const ids = lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === "begin");
  expect(ids.map(({ id }) => id)).toEqual(after.map(({ id }) => id).reverse());

  // the log of what was refused
  await expect
    .poll(async () => {
      const log = (await it.read("access.log")).trim().split("\n");
      return log.map((line) => JSON.parse(line)).map(({ caller, status }) => [caller, status]);
    })
    .toEqual(Array(3).fill(["agent", "NOT_ALLOWED"]));

  // files, HAProxy and visitors
  const map = (await it.read("domains.map")).trim().split("\n");
  const running = (await it.haproxy.runtime(`show map ${it.haproxy.mapFile}`)).trim().split("\n");
  const routes = map.map((line) => line.split(" "));
  expect(routes.map(([name]) => name).sort()).toEqual([MOVED, OTHER]);
  expect(running.map((line) => line.split(" ").slice(1)).sort()).toEqual([...routes].sort());
  const servers = Object.values(JSON.parse(await it.read("servers.json")) as Record<string, object>);
  expect(servers.map((slots) => Object.values(slots))).toEqual([[addressOf(two)], [addressOf(one)]]);
  expect([await answerOf(MOVED), await answerOf(OTHER)]).toEqual([["200 two"], ["200 one"]]);
  for (const host of [SHOP, `www.${SHOP}`]) expect(await answerOf(host)).toEqual(["404"]);
  expect((await boss.call("health")).data["status"]).toBe("healthy");
  expect((await boss.call("restore_state", { dry_run: true })).text).toMatch(/^0 differences/);

  // secrets, and a caller without one
  const texts = await Promise.all(
    ["history.jsonl", "access.log", "mcp-tokens.json", "mcp-tokens.map"].map(it.read),
  );
  for (const { secret } of [agent, boss])
    expect([...texts, it.serving.stdout(), it.serving.stderr()].join("")).not.toContain(secret);
  expect((await request({ port: it.port }, { host: NAME, path: "/mcp", method: "POST" })).status).toBe(401);
});
