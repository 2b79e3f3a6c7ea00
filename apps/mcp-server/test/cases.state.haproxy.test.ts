// Files that were edited or lost, as health, doctor, restore and the tools report them. ST12 is in checks/mounts.test.ts. Most of
// the time is the 2 s that an edited file must rest, so several cases run at once.
import { readFile, writeFile } from "node:fs/promises";
import { atFullSize, startBackend } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { settingsFor } from "./support/program.js";
import { run } from "./support/run.js";
import { type Served, startServed } from "./support/served.js";
import { shared } from "./support/shared.js";

const backend = shared(() => startBackend({ name: "one" }));

const SERVERS = (...names: readonly string[]) =>
  JSON.stringify(
    Object.fromEntries(names.map((name) => [name, { 1: { ip: "127.0.0.1", http_port: backend().port } }])),
  );

/** Edits the map of a server, and returns its findings. */
async function edited({ haproxy, call }: Served, map: string) {
  await writeFile(haproxy.mapFile, map);
  const { data } = await call("haproxy_health", { details: true });
  const health = data as unknown as {
    readonly status: string;
    readonly components: {
      readonly desired_state: { readonly uncertain: readonly string[]; readonly advice?: string };
      readonly config_files: { readonly problems: readonly string[] };
    };
  };
  const { stdout } = await run(["doctor"], await settingsFor(haproxy));
  const doctor = [...stdout.matchAll(/^(?:error|warning) +(?:running )?state: (.*)\n +→ (.*)$/gm)].map(
    ([, message, remedy]) => `${message} → ${remedy}`,
  );
  return { health, doctor };
}

const MAP = "one.test pool_1\ntwo.test pool_2\n";
const startTwo = () => startServed({ "domains.map": MAP, "servers.json": SERVERS("one.test", "two.test") });

// ST1, ST3, ST7: variants of "a line differs from what HAProxy does": a value that is a pool beyond the
// configured ones, a number with a leading zero, a backend with a typing error, a line that is commented out, a key with
// upper-case letters, a second line of a name.
describe.concurrent("ST1 and ST7", () => {
  const lines: readonly (readonly [lines: string, at: number, reload: RegExp])[] = [
    ["two.test pool_2 # moved", 2, /503/],
    ["# two.test pool_2", 2, /404/],
    ["two.test pool_900", 2, /503/],
    ["two.test pool_2\none.test pool_2", 3, /pool_1/],
    ["two.test be_lagacy", 2, /503/],
    ["two.test pool_013", 2, /503/],
    ["TWO.test pool_2", 2, /404/],
  ];
  it.each(atFullSize(lines, lines.slice(0, 4)))(
    "reports %j once, in the same words, in health and doctor",
    { timeout: 60_000 },
    async (lines, at, reload) => {
      await using served = await startTwo();

      const { health, doctor } = await edited(served, `one.test pool_1\n${lines}\n`);

      const { desired_state, config_files } = health.components;
      expect(health.status).toBe("degraded");
      expect(desired_state.uncertain).toEqual([expect.stringContaining(`${served.haproxy.mapFile}:${at}: `)]);
      expect(desired_state.uncertain[0]).toMatch(
        / is (?:not routed|routed to \w+) now; at the next reload: .+ → .+/,
      );
      expect(desired_state.uncertain[0]).toMatch(reload);
      expect(desired_state.advice).toContain("Edit each line");
      expect(config_files.problems).toEqual([]);
      expect(doctor).toEqual(desired_state.uncertain);
    },
  );
});

// ST13: variants of "HAProxy routes a key that we don't manage": a name without a dot, an address, an underscore, a port.
describe.concurrent("ST13", () => {
  const keys = ["intranet", "port.example.com:8443", "10.1.2.3", "my_app.example.com"];
  it.for(atFullSize(keys, keys.slice(0, 2)))(
    "reports no finding for %s",
    { timeout: 60_000 },
    async (key, { expect }) => {
      await using served = await startTwo();

      const { health, doctor } = await edited(served, `${MAP}${key} pool_2\n`);

      await expect.poll(async () => (await served.call("haproxy_health", {})).data["status"]).toBe("healthy");
      expect(health.components.desired_state.uncertain).toEqual([]);
      expect(doctor.filter((finding) => !finding.includes("is not routed"))).toEqual([]);
    },
  );
});

// ST5 and ST8: variants of "a file has lost most of its entries": an empty file, 1 of 4 names, a comment only.
describe.concurrent("ST8", () => {
  const names = ["a.test", "b.test", "c.test", "d.test"];
  const map = (...kept: readonly string[]) =>
    kept.map((name) => `${name} pool_${names.indexOf(name) + 1}\n`).join("");
  const startFour = () => startServed({ "domains.map": map(...names), "servers.json": SERVERS(...names) });

  const losses: readonly (readonly [what: string, left: string])[] = [
    ["1 of 4 names", map("b.test")],
    ["no name", ""],
    ["a comment", "# nothing\n"],
  ];
  it.each(atFullSize(losses, losses.slice(0, 2)))(
    "refuses a map with %s, and accepts it with --allow-shrink",
    { timeout: 60_000 },
    async (_, left) => {
      await using served = await startFour();
      const settings = await settingsFor(served.haproxy);

      const { health } = await edited(served, left);
      const refused = await run(["restore"], settings);
      const added = await served.client.callTool({
        name: "haproxy_add_domain",
        arguments: { domain: "e.test" },
      });
      const accepted = await run(["restore", "--allow-shrink"], settings);

      expect(health.components.desired_state.advice).toContain("--allow-shrink");
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("STATE_TOO_SMALL: ")]);
      expect(refused.stderr).toMatch(/ restore the files from a backup .*--allow-shrink.*--adopt-running/);
      expect(added.content[0]?.text).toMatch(/^STATE_TOO_SMALL: .*allow_shrink/s);
      expect([accepted.code, accepted.stderr]).toEqual([0, ""]);
      expect((await run(["restore", "--dry-run"], settings)).stdout).toMatch(/^0 differences; nothing/m);
    },
  );

  it("accepts a map with 1 of 4 names in haproxy_restore_state with allow_shrink", async () => {
    await using served = await startFour();
    await writeFile(served.haproxy.mapFile, map("c.test"));
    const restore = (args: Record<string, unknown>) =>
      served.client.callTool({ name: "haproxy_restore_state", arguments: args });

    expect((await restore({})).content[0]?.text).toMatch(/^STATE_TOO_SMALL: /);
    const { structuredContent } = await restore({ allow_shrink: true });

    expect(structuredContent).toMatchObject({ remaining: { count: 0 } });
  });
});

// ST4 and ST20: variants of "servers.json has more than the map": a record that was never routed, a name deleted from the map, one
// added again with `replace`, one removed.
describe("ST4", () => {
  it("releases a name deleted from the map, and replaces or removes its records on request", {
    timeout: 60_000,
  }, async () => {
    await using served = await startTwo();
    const { client, haproxy, call } = served;
    const text = async (name: string, args: Record<string, unknown>) =>
      (await client.callTool({ name, arguments: args })).content[0]?.text;
    await call("haproxy_add_domain", { domain: "three.test", ip: "127.0.0.1", http_port: backend().port });
    const all = await readFile(haproxy.mapFile, "utf8");

    await writeFile(haproxy.mapFile, all.replace(/^three.*\n/m, ""));
    const { released, orphans } = (await call("haproxy_restore_state", {})).data;
    const health = await call("haproxy_health", {});

    expect(released).toEqual(["three.test"]);
    expect(orphans).toEqual([expect.stringMatching(/^three\.test \(since \d{4}-\d\d-\d\d\)$/)]);
    expect(health.data).toMatchObject({
      status: "healthy",
      components: {
        desired_state: { status: "ok", orphans: [expect.stringContaining("three.test (since ")] },
      },
    });
    expect(await text("haproxy_add_domain", { domain: "three.test" })).toMatch(/^ORPHANED: .*replace/s);
    await call("haproxy_add_domain", { domain: "three.test", replace: true });
    expect((await call("haproxy_list_servers", { domain: "three.test" })).data["servers"]).toEqual([]);

    await writeFile(haproxy.mapFile, all);
    await call("haproxy_add_server", { domain: "two.test", ip: "127.0.0.1", http_port: backend().port });
    await writeFile(haproxy.mapFile, "one.test pool_1\nthree.test pool_3\n");
    await call("haproxy_restore_state", {});
    expect(await text("haproxy_remove_domain", { domain: "two.test" })).toBe(
      "Removed the records of two.test from servers.json; it was not routed",
    );
    expect(await readFile(haproxy.serversFile, "utf8")).not.toContain("two.test");
  });

  it("keeps the records of a name with a broken line", {
    timeout: 60_000,
  }, async () => {
    await using served = await startTwo();
    const { client, haproxy } = served;
    await writeFile(haproxy.mapFile, "one.test pool_1\ntwo.test pool_2 # moved\n");

    for (const tool of ["haproxy_remove_domain", "haproxy_add_domain", "haproxy_add_server"]) {
      const args = { domain: "two.test", ...(tool === "haproxy_add_server" ? { ip: "127.0.0.1" } : {}) };
      const result = await client.callTool({ name: tool, arguments: args });
      expect(result.content[0]?.text, tool).toMatch(/^UNCERTAIN: .*domains\.map:2.*haproxy_health/s);
    }
    expect(await readFile(haproxy.serversFile, "utf8")).toContain("two.test");
  });
});

// ST17 and ST19: a variant of "only the journal has what was committed": the journal itself can't be read.
it("warns of a journal that can't be read, and writes a new one with the next change", {
  timeout: 60_000,
}, async () => {
  await using served = await startTwo();
  await served.call("haproxy_add_domain", { domain: "three.test" });
  await writeFile(`${served.haproxy.mapFile}.journal`, "nonsense\n");

  const { data } = await served.call("haproxy_health", {});
  await served.call("haproxy_add_domain", { domain: "four.test" });
  const after = await served.call("haproxy_health", {});

  expect(data).toMatchObject({
    status: "healthy",
    components: {
      desired_state: { uncertain: [expect.stringContaining("domains.map.journal")] },
    },
  });
  expect(after.data).toMatchObject({ status: "healthy", components: { desired_state: { uncertain: [] } } });
});
