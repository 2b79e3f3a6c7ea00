import { parseDomainPattern } from "@haproxy-mcp/validation";
import { expect, it } from "vitest";
import type { History } from "../../src/history/history.js";
import type { HistoryEntry } from "../../src/history/history-entry.js";
import { noteRestored } from "../../src/history/note-restored.js";
import { history } from "../../src/tools/catalog/history/history.js";
import { parseSince } from "../../src/tools/since-field.js";
import { addedDomain, historyWith } from "../support/entries.js";
import { callTool, missingInText } from "../support/tool-calls.js";

const BROKEN = "history.jsonl line 7 is not a valid record; it was skipped";

it("haproxy_history shows who changed what, and what could not be read", async () => {
  const undone = addedDomain({ undoneBy: "20261126T160000Z-00000002" });
  const failed = addedDomain({
    operation: "reload",
    arguments: {},
    steps: [],
    end: {
      time: "2026-11-26T15:00:54.000Z",
      result: "failed",
      error: { code: "CONFIG_REFUSED", message: "haproxy.cfg has 2 errors" },
    },
  });

  const called = await callTool(history, { history: historyWith(undone, BROKEN, failed) });

  expect(called.data).toMatchInlineSnapshot(`
    {
      "entries": [
        {
          "arguments": {
            "domain": "d1.example.test",
            "ip": "10.0.0.1",
          },
          "caller": "local:tester",
          "changes": [
            "d1.example.test: no pool → pool_1",
            "pool_1_1: empty → 10.0.0.1:8080 weight 1 ready",
          ],
          "client": "claude-code 2.1.0",
          "client_ip": "203.0.113.9",
          "domains": [
            "d1.example.test",
          ],
          "duration_ms": 40,
          "id": "20261126T150054Z-00000001",
          "operation": "add_domain",
          "result": "done",
          "time": "2026-11-26T15:00:54.000Z",
          "undone_by": "20261126T160000Z-00000002",
          "way": "MCP",
        },
        {
          "arguments": {},
          "caller": "local:tester",
          "changes": [],
          "client": "claude-code 2.1.0",
          "client_ip": "203.0.113.9",
          "domains": [],
          "error": "CONFIG_REFUSED: haproxy.cfg has 2 errors",
          "id": "20261126T150054Z-00000001",
          "operation": "reload",
          "result": "failed",
          "time": "2026-11-26T15:00:54.000Z",
          "way": "MCP",
        },
      ],
      "problems": [
        "history.jsonl line 7 is not a valid record; it was skipped",
      ],
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "2 changes
    2026-11-26T15:00:54.000Z add_domain {"domain":"d1.example.test","ip":"10.0.0.1"}: done in 40 ms (20261126T150054Z-00000001) by local:tester, 203.0.113.9, claude-code 2.1.0, MCP
      undone by 20261126T160000Z-00000002
      domains: d1.example.test
      d1.example.test: no pool → pool_1
      pool_1_1: empty → 10.0.0.1:8080 weight 1 ready
    2026-11-26T15:00:54.000Z reload {}: failed (20261126T150054Z-00000001) by local:tester, 203.0.113.9, claude-code 2.1.0, MCP
      CONFIG_REFUSED: haproxy.cfg has 2 errors
    history.jsonl line 7 is not a valid record; it was skipped"
  `);
  expect(missingInText(called)).toEqual([]);
});

it("haproxy_history refuses a time that is none", async () => {
  const { text, error } = await callTool(history, { history: historyWith() }, { since: "yesterday" });
  const number = await callTool(history, { history: historyWith() }, { since: "1" });
  expect(number.error).toEqual(error);

  expect(text).toMatchInlineSnapshot(
    `"INVALID_INPUT: since: "yesterday" is no time; write 2026-11-26T15:00:00Z, or 30m, 24h or 7d for so long ago. Nothing was changed. Correct the arguments."`,
  );
});

it.each([
  ["90m", "2026-11-26T13:30:00.000Z"],
  ["24h", "2026-11-25T15:00:00.000Z"],
  ["7d", "2026-11-19T15:00:00.000Z"],
  ["2026-11-26", "2026-11-26T00:00:00.000Z"],
])("haproxy_history reads %s as a time", (text, time) => {
  expect(parseSince(text, new Date("2026-11-26T15:00:00Z")).toISOString()).toBe(time);
});

it.each([
  [{ domain: "d1.example.test" }, ["c", "a"]],
  [{ domain: "d2.example.test" }, ["b"]],
  [{ caller: "ci" }, ["b"]],
  [{ since: "2026-11-26T15:00:00Z" }, ["c", "b"]],
  [{ limit: 1 }, ["c"]],
])("haproxy_history finds by %j", async (args, ids) => {
  const ci = { name: "ci", role: "operate", way: "MCP" } as const;
  const found = historyWith(
    addedDomain({ id: "c" }),
    addedDomain({ id: "b", caller: ci, steps: [], arguments: { domain: "d2.example.test" } }),
    addedDomain({ id: "a", time: "2026-11-26T14:59:00.000Z" }),
  );

  const { data } = await callTool(history, { history: found }, args);

  expect(data?.["entries"]).toMatchObject(ids.map((id) => ({ id })));
  expect(data?.["more"]).toBe(
    "limit" in args
      ? "there are more; set limit, or narrow the search by domain, caller or since"
      : undefined,
  );
});

it("haproxy_history finds what was written after an older time, as after a wait or with a clock set back", async () => {
  const found = historyWith(
    addedDomain({ id: "waited", time: "2026-11-26T14:59:30.000Z" }),
    addedDomain({ id: "newer" }),
  );

  const { data } = await callTool(history, { history: found }, { since: "2026-11-26T15:00:00Z" });

  expect(data?.["entries"]).toMatchObject([{ id: "newer" }]);
});

it("haproxy_history finds edits by hand by the names that they are about", async () => {
  const domain = parseDomainPattern("*.example.test");
  const noted: HistoryEntry[] = [];
  const note: History["note"] = async ({ caller, operation }, end) => {
    const { details = [], domains = [] } = end;
    const ended = { time: "", result: end.result, details: [...details], domains: [...domains] };
    noted.push(addedDomain({ caller, operation, arguments: {}, steps: [], end: ended }));
  };
  const added = { kind: "map", key: ".example.test", desired: "pool_1", running: [] } as const;
  const restored = { remaining: [], refusals: [], uncertain: [], orphans: [] };
  const domains = [domain];
  await noteRestored({ note }, { ...restored, domains, released: domains, applied: [] }, "start");
  await noteRestored({ note }, { ...restored, domains, released: [], applied: [added] }, "edited files");

  const { data } = await callTool(history, { history: historyWith(...noted) }, { domain });

  expect(data?.["entries"]).toMatchObject([
    { caller: "outside", domains: [domain], changes: [`${domain} was deleted from domains.map by hand`] },
    { caller: "outside", domains: [domain] },
  ]);
});

it("haproxy_history shows what others wrote on one line, without what a terminal obeys", async () => {
  const message = "no certificate called a\n2026-11-26T15:00:54.000Z add_domain\u001b[2J\u009b2J";
  const forged = addedDomain({ steps: [], end: { time: "", result: "failed", error: { message } } });

  const { text } = await callTool(history, { history: historyWith(forged) });

  expect(text.split("\n")).toHaveLength(4);
  expect(text).not.toMatch(/[^\P{C}\n]/u);
});

it("haproxy_history stays small", async () => {
  const all = [...Array(50).keys()].map((index) => addedDomain({ id: `${index}` }));

  const { data, text } = await callTool(history, { history: historyWith(...all) });

  expect(Buffer.byteLength(JSON.stringify(data)) + Buffer.byteLength(text)).toBeLessThan(8_192);
  expect(data?.["more"]).toContain("there are more");
});
