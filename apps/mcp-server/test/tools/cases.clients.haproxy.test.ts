import { readFile } from "node:fs/promises";
import { request, startBackend } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { catalog } from "../../src/index.js";
import { startServed } from "../support/served.js";
import { shared } from "../support/shared.js";

const served = shared(() => startServed({}, { count: 30, slots: 3 }));
let count = 0;
/** A domain that no other test uses. */
const newDomain = () => `d${++count}.example.test`;

const filesOf = ({ haproxy }: ReturnType<typeof served>) =>
  Promise.all(
    [haproxy.mapFile, haproxy.serversFile, haproxy.stateFile].map((file) => readFile(file, "utf8")),
  );

it.each([{ ip: "127.0.0.1" }, { servers: [{ ip: "127.0.0.1" }] }, { ip: "127.0.0.1", replace: true }])(
  "CL4 haproxy_add_domain takes no server for an alias, and says what to do: %j",
  async (given) => {
    const domain = newDomain();
    const { call, client } = served();
    await call("haproxy_add_domain", { domain, ip: "127.0.0.9" });

    const result = await client.callTool({
      name: "haproxy_add_domain",
      arguments: { domain: newDomain(), alias_of: domain, ...given },
    });

    expect(result).toMatchObject({
      isError: true,
      _meta: { error: { code: "ALIAS_WITH_SERVERS", field: "alias_of" } },
    });
    expect(result.content[0]?.text).toMatch(
      / would serve \S+ at once\. Nothing was changed\. .*haproxy_add_server/,
    );
    const { data } = await call("haproxy_list_servers", { domain });
    expect(data["servers"]).toMatchObject([{ ip: "127.0.0.9" }]);
  },
);

it("CL19 a script runs again: the seed's add_domain and its bulk call with slot 1", async () => {
  const domain = newDomain();
  const { call, client } = served();
  await using backend = await startBackend({ name: "one" });
  const one = { ip: backend.ip, http_port: backend.port };
  await call("haproxy_add_domain", { domain, ...one });
  const servers = JSON.stringify([
    { slot: 1, ...one },
    { slot: 2, ip: "127.0.0.2", http_port: 1, weight: 0 },
  ]);

  const first = await call("haproxy_add_servers", { domain, servers });
  const again = await call("haproxy_add_servers", { domain, servers });
  const single = await call("haproxy_add_server", { domain, ...one });

  expect(first.data).toMatchObject({ servers: [{ slot: 1 }, { slot: 2 }], unchanged: [1] });
  expect(first.text).toMatch(/^Added to .*: slot 2 127\.0\.0\.2:1 weight 0; .* had already: slot 1 /);
  expect(again.data).toMatchObject({ unchanged: [1, 2] });
  expect(single.data).toMatchObject({ server: { slot: 1 }, previous: { slot: 1 } });
  expect(single.text).toContain(" had already: slot 1 ");
  const taken = { slot: 2, ip: backend.ip, http_port: backend.port };
  const refused = await client.callTool({ name: "haproxy_add_server", arguments: { domain, ...taken } });
  expect(refused.content[0]?.text).toContain(
    "slot 2 already has 127.0.0.2:1 weight 0 ready. Nothing was changed.",
  );
  const replaced = await call("haproxy_add_servers", { domain, servers: [taken], replace: true });
  expect(replaced.text).toContain("; replaced: slot 2 127.0.0.2:1 weight 0");
});

it("haproxy_add_domain adds servers and aliases with the domain, all or none", async () => {
  const [domain, alias, other] = [newDomain(), newDomain(), newDomain()];
  const { call, client, haproxy } = served();
  await using backend = await startBackend({ name: "one" });
  const servers = [{ ip: "127.0.0.1", http_port: backend.port, slot: 2, weight: 7 }];

  const { data, text } = await call("haproxy_add_domain", { domain, servers, aliases: [alias] });

  expect(data).toMatchObject({ servers: [{ slot: 2, weight: 7 }], shared_with: [alias] });
  expect(text).toContain(`Added ${domain} (pool shared with ${alias}) on `);
  expect((await request({ socketPath: haproxy.httpSocket }, { host: alias })).body).toBe("one");
  const refused = await client.callTool({
    name: "haproxy_add_domain",
    arguments: { domain: other, servers, aliases: [newDomain(), alias] },
  });
  expect(refused).toMatchObject({ _meta: { error: { code: "DOMAIN_EXISTS", field: "aliases[1]" } } });
  expect((await request({ socketPath: haproxy.httpSocket }, { host: other })).status).toBe(404);
});

it.each(catalog.filter(({ annotations }) => !annotations.readOnlyHint))(
  "$name has a dry run",
  ({ input }) => {
    expect(Object.keys(input.shape)).toContain("dry_run");
  },
);

it("dry_run returns the plan of each change, and changes nothing", async () => {
  const [domain, alias, added] = [newDomain(), newDomain(), newDomain()];
  const arranged = served();
  const { call } = arranged;
  const { data: before } = await call("haproxy_add_domain", {
    domain,
    aliases: [alias],
    servers: [{ ip: "127.0.0.1", http_port: 1 }],
  });
  const { pool } = before as { pool: string };
  const files = await filesOf(arranged);

  for (const [tool, args, lines] of [
    ["add_domain", { domain: added, ip: "::1" }, [`route ${added} to `, "put [::1]:80 weight 1 ready into "]],
    ["remove_domain", { domain: alias, drain_timeout: 45 }, [`stop routing ${alias} to ${pool}`]],
    [
      "set_domain_state",
      { domain, state: "maint" },
      ["in maintenance", `${pool}: 1 server, 0 for new requests`],
    ],
    ["add_server", { domain, ip: "::2" }, [`put [::2]:80 weight 1 ready into ${pool}_2`]],
    ["add_servers", { domain, servers: [{ ip: "127.0.0.1", http_port: 1 }] }, ["change nothing"]],
    ["remove_server", { domain: alias, slot: 1, drain_timeout: 45 }, [`empty ${pool}_1 of 127.0.0.1:1 `]],
    ["set_server_state", { domain, slot: 1, state: "drain" }, ["draining", `affected: ${domain}, ${alias}`]],
    [
      "set_server_weight",
      { domain, slot: 1, weight: 0 },
      [`change ${pool}_1 from `, "to 127.0.0.1:1 weight 0"],
    ],
    ["save_state", {}, ["change nothing"]],
  ] as const) {
    const { data, text } = await call(`haproxy_${tool}`, { ...args, dry_run: true });

    expect(text, tool).toMatch(/^Dry run: nothing was changed\. The call would\n/);
    for (const line of lines) expect(text, tool).toContain(line);
    expect(data, tool).toMatchObject({ dry_run: true, plan: { files: expect.any(Array) } });
    expect(await filesOf(arranged), tool).toEqual(files);
  }
  const { data } = await call("haproxy_set_server_state", { domain, slot: 1, state: "drain", dry_run: true });
  expect(data["plan"]).toEqual({
    files: ["servers.json", "servers.state"],
    routes: [],
    slots: [`change ${pool}_1 from 127.0.0.1:1 weight 1 ready to 127.0.0.1:1 weight 1 draining`],
    domains: [domain, alias],
    servers_left: [{ pool, ready: 0, total: 1, healthy: 0 }],
  });
  expect((await call("haproxy_list_servers", { domain })).data["servers"]).toMatchObject([
    { state: "ready" },
  ]);
});
