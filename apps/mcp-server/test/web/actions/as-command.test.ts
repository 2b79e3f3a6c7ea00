// Each command is split as a POSIX shell does, parsed by the verb that it names, and gives the same call of the same tool.
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toolVerbsOf } from "../../../src/commands/either-verb.js";
import { parseCommand } from "../../../src/commands/parse-command.js";
import { toInput } from "../../../src/commands/to-input.js";
import { loadVerbs } from "../../../src/commands/verb-list.js";
import { catalog } from "../../../src/index.js";
import { createArgumentReader } from "../../../src/tools/read-arguments.js";
import { asCommand } from "../../../web/actions/as-command.js";
import { asPrompt } from "../../../web/actions/as-prompt.js";
import type { ToolCall } from "../../../web/actions/tool-call.js";

const verbs = [...new Set((await loadVerbs()).flatMap(toolVerbsOf))];

/** By a shell: one line a word would not survive words of several lines. */
function shellWords(commands: readonly string[]): string[][] {
  const script = commands.map((line) => `set -- ${line}\nprintf '%s\\0' "$@"\nprintf '\\1\\0'`).join("\n");
  const text = execFileSync("sh", ["-c", script], { encoding: "utf8" });
  return text
    .split("\u0001\0")
    .slice(0, -1)
    .map((words) => words.split("\0").slice(0, -1));
}

function read(name: string, input: unknown) {
  const tool = catalog.find((one) => one.name === name);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  return createArgumentReader(tool.input)(input);
}

/** What the program would call. */
function parsed([program, ...words]: readonly string[]): ToolCall {
  expect(program).toBe("haproxy-mcp");
  if (words[0] === "tool") {
    const [, tool = "", json = "", ...rest] = words;
    expect(rest.length === 0 || rest[0]?.startsWith("--reason")).toBe(true);
    return { tool, arguments: JSON.parse(json), reason: rest[0]?.split("=")[1] ?? rest[1] };
  }
  const found = verbs
    .filter(({ name }) => name.split(" ").every((word, index) => words[index] === word))
    .sort((one, other) => other.name.length - one.name.length)[0];
  if (found === undefined) throw new Error(`no verb: ${words.join(" ")}`);
  const args = words.slice(found.name.split(" ").length);
  const call = parseCommand(found, args);
  const reason = (call.options as Readonly<Record<string, unknown>>)["reason"] as string | undefined;
  return { tool: found.parts.tool.name, arguments: toInput(found.parts, call), reason };
}

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const domain = fc
  .tuple(fc.constantFrom("", "*.", "www."), label)
  .map(([prefix, name]) => `${prefix}${name}.example.com`);
const ip = fc.oneof(
  fc.integer({ min: 1, max: 254 }).map((last) => `203.0.113.${last}`),
  fc.constantFrom("127.0.0.1", "::1", "2001:db8::1", "2001:db8:0:1:2:3:4:5"),
);
const port = fc.integer({ min: 1, max: 65_535 });
const slot = fc.integer({ min: 1, max: 10 });
const endpoint = fc.record({ ip, http_port: port }, { requiredKeys: ["ip"] });
const server = fc.record(
  { ip, http_port: port, weight: fc.integer({ min: 0, max: 256 }) },
  { requiredKeys: ["ip"] },
);
const seconds = fc.integer({ min: 0, max: 45 });
const state = fc.constantFrom("ready", "drain", "maint");
const some = <Item>(of: fc.Arbitrary<Item>) => fc.array(of, { minLength: 1, maxLength: 3 });
const bool = fc.boolean();
/** Names of certificates are any text. */
const text = fc
  .string({ unit: "binary", minLength: 1, maxLength: 20 })
  .filter((one) => !one.includes("\0") && !one.includes("\u0001"));
const certificate = fc.oneof(domain, fc.constantFrom("it's mine.pem", "-rf", '"$(id)"', "`id`", "a b", "=x"));

const CALLS: Readonly<Record<string, fc.Arbitrary<Record<string, unknown>>>> = {
  haproxy_add_domain: fc.oneof(
    fc.record(
      {
        domain,
        servers: some(fc.oneof(endpoint, server)),
        aliases: some(domain),
        replace: bool,
        take_over: bool,
        dry_run: bool,
      },
      { requiredKeys: ["domain"] },
    ),
  ),
  haproxy_add_server: fc.record(
    { domain, slot, ip, http_port: port, weight: slot, replace: bool },
    { requiredKeys: ["domain", "ip"] },
  ),
  haproxy_add_servers: fc.record({ domain, servers: some(fc.oneof(endpoint, server)) }),
  haproxy_remove_server: fc.record(
    { domain, slot, drain_timeout: seconds },
    { requiredKeys: ["domain", "slot"] },
  ),
  haproxy_remove_domain: fc.record({ domain, drain_timeout: seconds }, { requiredKeys: ["domain"] }),
  haproxy_set_server_state: fc.record(
    { domain, slot, state, dry_run: bool },
    { requiredKeys: ["domain", "slot", "state"] },
  ),
  haproxy_set_server_weight: fc.record({ domain, slot, weight: fc.integer({ min: 0, max: 256 }) }),
  haproxy_set_domain_state: fc.record({ domain, state }),
  haproxy_set_servers_state: fc.record(
    { state, address: ip, pool: fc.constant("pool_7"), wait_sec: seconds },
    { requiredKeys: ["state"] },
  ),
  haproxy_replace_servers: fc.record(
    { domain, servers: some(endpoint), slots: some(slot), timeout_sec: seconds, drain_timeout_sec: seconds },
    { requiredKeys: ["domain", "servers"] },
  ),
  haproxy_issue_cert: fc.record(
    { domain, wildcard: bool, san: some(domain), dry_run: bool },
    { requiredKeys: ["domain"] },
  ),
  haproxy_renew_cert: fc.record({ domain: certificate, force: bool }, { requiredKeys: ["domain"] }),
  haproxy_renew_all_certs: fc.record({ force: bool, dry_run: bool }, { requiredKeys: [] }),
  haproxy_delete_cert: fc.record({ domain: certificate, revoke: bool }, { requiredKeys: ["domain"] }),
  haproxy_undo: fc.record(
    { change: fc.constant("20261126T150054Z-3fa9c1d2"), dry_run: bool },
    { requiredKeys: ["change"] },
  ),
  haproxy_restore_state: fc.record({ dry_run: bool, allow_shrink: bool }, { requiredKeys: [] }),
  haproxy_save_state: fc.record({ adopt_running: bool, dry_run: bool }, { requiredKeys: [] }),
  haproxy_reload: fc.constant({}),
};

/** A reason is any text that has something in it. */
const reason = fc.option(
  fc.oneof(text, fc.constantFrom("it's broken", "-v", "--yes", "a\nb", "", '$HOME `id` "x"')),
  {
    nil: undefined,
  },
);

describe.each(Object.entries(CALLS))("%s", (tool, given) => {
  const calls = fc.sample(fc.tuple(given, reason), { numRuns: 100, seed: 20 }).map(
    ([args, why]): ToolCall => ({
      tool,
      arguments: args,
      reason: why,
    }),
  );

  it("gives the same call as a command", () => {
    const all = shellWords(calls.map(asCommand));

    expect(all.length).toBe(calls.length);
    for (const [index, call] of calls.entries()) {
      const found = parsed(all[index] ?? []);
      expect(found.tool).toBe(tool);
      expect(read(tool, found.arguments)).toEqual(read(tool, call.arguments));
      expect(found.reason).toBe(call.reason);
    }
  });

  it("names its tool and its exact arguments in a prompt", () => {
    for (const call of calls) {
      const prompt = asPrompt(call);
      expect(prompt).toContain(
        `${tool} of haproxy-mcp with exactly these arguments: ${JSON.stringify(call.arguments)}.`,
      );
      expect(prompt).not.toMatch(/undefined|^\./);
    }
  });
});

it("has a form for each change of the catalog that the page makes", () => {
  const changes = catalog.filter(({ annotations }) => !annotations.readOnlyHint).map(({ name }) => name);

  expect(changes.filter((name) => !(name in CALLS))).toEqual(["haproxy_import"]);
});

it("writes what an operator would type", () => {
  const shown = [
    {
      tool: "haproxy_set_server_state",
      arguments: { domain: "*.example.com", slot: 2, state: "drain" },
      reason: "it's slow",
    },
    {
      tool: "haproxy_add_domain",
      arguments: {
        domain: "shop.example.com",
        servers: [
          { ip: "2001:db8::1", http_port: 8080 },
          { ip: "127.0.0.2", http_port: 80 },
        ],
        aliases: ["www.example.com"],
      },
    },
    { tool: "haproxy_remove_server", arguments: { domain: "shop.example.com", slot: 1, drain_timeout: 30 } },
    {
      tool: "haproxy_add_servers",
      arguments: { domain: "shop.example.com", servers: [{ ip: "127.0.0.3", http_port: 80, weight: 5 }] },
    },
  ];

  expect(shown.map((call) => `${asCommand(call)}\n${asPrompt(call)}`)).toMatchInlineSnapshot(`
    [
      "haproxy-mcp servers drain '*.example.com' 2 --reason 'it'\\''s slow'
    Drain the server in slot 2 of *.example.com: it finishes its open sessions and gets no new ones. Use haproxy_set_server_state of haproxy-mcp with exactly these arguments: {"domain":"*.example.com","slot":2,"state":"drain"}. Give this reason for the history: "it's slow". First call it with dry_run: true, show me the plan, and wait until I confirm it.",
      "haproxy-mcp domains add shop.example.com '[2001:db8::1]:8080' 127.0.0.2:80 --alias www.example.com
    Add the domain shop.example.com (also known as www.example.com) with the servers [2001:db8::1]:8080 and 127.0.0.2:80. Use haproxy_add_domain of haproxy-mcp with exactly these arguments: {"domain":"shop.example.com","servers":[{"ip":"2001:db8::1","http_port":8080},{"ip":"127.0.0.2","http_port":80}],"aliases":["www.example.com"]}. First call it with dry_run: true, show me the plan, and wait until I confirm it.",
      "haproxy-mcp servers remove shop.example.com 1 --drain 30s
    Remove the server in slot 1 from shop.example.com. Use haproxy_remove_server of haproxy-mcp with exactly these arguments: {"domain":"shop.example.com","slot":1,"drain_timeout":30}. First call it with dry_run: true, show me the plan, and wait until I confirm it.",
      "haproxy-mcp tool haproxy_add_servers '{"domain":"shop.example.com","servers":[{"ip":"127.0.0.3","http_port":80,"weight":5}]}'
    Add the server 127.0.0.3:80 (weight 5) to shop.example.com. Use haproxy_add_servers of haproxy-mcp with exactly these arguments: {"domain":"shop.example.com","servers":[{"ip":"127.0.0.3","http_port":80,"weight":5}]}. First call it with dry_run: true, show me the plan, and wait until I confirm it.",
    ]
  `);
});
