import { LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { parseDomainPattern } from "@haproxy-mcp/validation";
import { expect, it } from "vitest";
import { undo } from "../../src/tools/catalog/history/undo.js";
import { addedDomain, historyWith } from "../support/entries.js";
import { callTool, fails, missingInText, returns, type StandIns } from "../support/tool-calls.js";

const change = "20261126T150054Z-00000001";
const ci = { name: "ci", role: "operate", way: "MCP" } as const;
const undoing = addedDomain({
  id: "20261126T160000Z-00000002",
  operation: "undo",
  undoes: change,
  caller: ci,
});

const undoneDomain = {
  difference: { names: [{ name: "d1.example.test", before: 1, after: undefined }], servers: [] },
};

const call = (services: StandIns) => callTool(undo, services, { change });

it("haproxy_undo shows what it changed", async () => {
  const called = await call({
    history: historyWith(addedDomain()),
    loadBalancer: { undo: returns(undoneDomain) },
  });

  expect(called.data).toMatchInlineSnapshot(`
    {
      "caller": "local:tester",
      "changes": [
        "d1.example.test: pool_1 → no pool",
      ],
      "domains": [
        "d1.example.test",
      ],
      "id": "20261126T150054Z-3fa9c1d2",
      "operation": "add_domain",
      "undone": "20261126T150054Z-00000001",
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "Undid add_domain 20261126T150054Z-00000001 of local:tester, for d1.example.test; the undo is 20261126T150054Z-3fa9c1d2
    d1.example.test: pool_1 → no pool"
  `);
  expect(missingInText(called)).toEqual([]);
});

it("haproxy_undo says what changed since, and by whom", async () => {
  const changed = { names: [parseDomainPattern("d1.example.test")], slots: [] };
  const error = new LoadBalancerError("CHANGED_SINCE", "d1.example.test is on pool_2 now.", { changed });
  const later = addedDomain({ id: "20261126T170000Z-00000003", operation: "remove_domain", caller: ci });
  const other = addedDomain({ id: "20261126T170000Z-00000004", steps: [] });

  const { text, error: coded } = await call({
    history: historyWith(other, later, addedDomain()),
    loadBalancer: { undo: fails(error) },
  });

  expect(text).toMatchInlineSnapshot(
    `"CHANGED_SINCE: d1.example.test is on pool_2 now; changed by remove_domain 20261126T170000Z-00000003 by ci. Nothing was changed. Undo what changed it since first, or make the change that is needed."`,
  );
  expect(coded).toEqual({ code: "CHANGED_SINCE" });
});

it("haproxy_undo names the caller who moved a name that shares the pool, and who edited the files", async () => {
  const [d1, www] = ["d1.example.test", "www.d1.example.test"].map((name) => parseDomainPattern(name));
  const [step] = addedDomain().steps;
  if (d1 === undefined || www === undefined || step === undefined) throw new Error("no step");
  const kept = [{ pool: 1, names: [d1] }];
  const alias = {
    ...step.difference,
    names: [{ name: www, before: undefined, after: 1 }],
    servers: [],
    kept,
  };
  const shared = addedDomain({ steps: [{ ...step, difference: alias }] });
  const removed = addedDomain({ id: "20261126T170000Z-00000003", operation: "remove_domain", caller: ci });
  const edited = addedDomain({
    id: "20261126T180000Z-00000005",
    operation: "edit",
    steps: [],
    end: { time: "", result: "done", domains: [d1] },
  });
  const changed = { names: [d1], slots: [] };
  const error = new LoadBalancerError("CHANGED_SINCE", "changed since", { changed });

  const { text } = await call({
    history: historyWith(edited, removed, shared),
    loadBalancer: { undo: fails(error) },
  });

  expect(text).toContain(
    "changed by edit 20261126T180000Z-00000005 by local:tester, remove_domain 20261126T170000Z-00000003 by ci",
  );
});

it.each([
  ["an unknown id", [], "CHANGE_NOT_FOUND"],
  [
    "a change that was rolled back",
    [addedDomain({ end: { time: "", result: "rolled back" } })],
    "NOT_UNDOABLE",
  ],
  ["a part of an id", [addedDomain({ id: "2" })], "CHANGE_NOT_FOUND", "2"],
  ["a change in progress", [addedDomain({ end: undefined })], "NOT_UNDOABLE"],
  ["a change of no domain", [addedDomain({ steps: [], operation: "reload" })], "NOT_UNDOABLE"],
  ["a change that was undone", [undoing, addedDomain({ undoneBy: undoing.id })], "NOT_UNDOABLE"],
] as const)("haproxy_undo refuses %s", async (_what, entries, code, id: string = change) => {
  const { text, error } = await callTool(undo, { history: historyWith(...entries) }, { change: id });

  expect(error).toEqual({ code });
  expect(text).toContain("Nothing was changed.");
});

it("haproxy_undo undoes a change again whose undo was undone", async () => {
  const history = historyWith({ ...undoing, undoneBy: "later" }, addedDomain({ undoneBy: undoing.id }));

  const { data } = await call({ history, loadBalancer: { undo: returns(undoneDomain) } });

  expect(data?.["undone"]).toBe(change);
});

it("haproxy_undo without an id undoes the newest change of the caller that was not undone", async () => {
  const undone = addedDomain({ id: "20261126T170000Z-00000003", caller: ci, undoneBy: undoing.id });
  const other = addedDomain({ id: "20261126T170000Z-00000004" });
  const newer = [undoing, other, undone];
  const loadBalancer = { undo: returns(undoneDomain) };

  const history = historyWith(...newer, addedDomain({ caller: ci }));
  const made = await callTool(undo, { history, loadBalancer }, {}, ci);
  const nothing = await callTool(undo, { history: historyWith(...newer), loadBalancer }, {}, ci);

  expect(made.data?.["undone"]).toBe(change);
  expect(nothing).toMatchObject({
    error: { code: "CHANGE_NOT_FOUND" },
    text: expect.stringContaining("the history has no change of ci to undo"),
  });
});

it("haproxy_undo needs the role admin for a change of another caller, also of the same name", async () => {
  const operator = { name: "ci", role: "operate", way: "page" } as const;
  const history = historyWith(addedDomain({ caller: ci }));
  const services = { history, loadBalancer: { undo: returns(undoneDomain) } };

  const refused = await callTool(undo, services, { change }, operator);
  const own = await callTool(undo, services, { change }, ci);

  expect(refused.error).toEqual({ code: "NOT_ALLOWED" });
  expect(own.data?.["undone"]).toBe(change);
});

it.each([undefined, true])(
  "haproxy_undo keeps a site whose own rule is gone, dry_run: %s",
  async (dryRun) => {
    const services = (goesBack: boolean): StandIns => ({
      history: historyWith(addedDomain({ operation: "adopt_site" })),
      loadBalancer: { undo: returns(undoneDomain) },
      goesBack: returns(goesBack),
    });

    const { text, error } = await callTool(undo, services(false), { change, dry_run: dryRun });

    expect(text).toMatchInlineSnapshot(
      `"NOT_UNDOABLE: no rule of haproxy.cfg serves d1.example.test any more: undoing would end it. Put its rule back, or call haproxy_remove_domain if the site shall end. Nothing was changed. See haproxy_history for what it did; another call can do the opposite."`,
    );
    expect(error).toEqual({ code: "NOT_UNDOABLE" });
    expect((await call(services(true))).text).toContain("Undid adopt_site");
  },
);
