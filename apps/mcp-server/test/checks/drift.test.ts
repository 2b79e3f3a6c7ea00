import type { Drift, Uncertainty } from "@haproxy-mcp/load-balancer";
import type { Domain } from "@haproxy-mcp/validation";
import { describe, expect, it } from "vitest";
import { checkDrift } from "../../src/checks/drift.js";
import type { StateCheck } from "../../src/checks/state.js";
import { withLines } from "../../src/checks/state.js";
import { LOSS, NO_DRIFT, ORPHANS, REMARK } from "../support/drifts.js";

const { signal } = new AbortController();
const check = (drift: Partial<Drift>) =>
  checkDrift({ findDrift: async () => ({ ...NO_DRIFT, ...drift }) }, { signal });

it("finds nothing if HAProxy matches the files", async () => {
  expect(await check({})).toMatchObject({ findings: [], uncertain: [], orphans: [], reason: "" });
});

it("says how many names it compared, if not all", async () => {
  const { compared } = await check({ sample: { names: 1_000, of: 1_200_000 } });

  expect(compared).toBe("compared 1,000 of 1,200,000 names");
});

describe("an uncertain line", () => {
  it("is one finding with its place, what runs now, what a reload does, and the edit that fixes it", async () => {
    const { findings, reason } = await check({ uncertain: [REMARK] });

    expect(findings).toEqual([
      {
        severity: "error",
        file: "domains.map",
        line: 2,
        message:
          'the value "pool_2 # moved" is no backend; two.test is routed to pool_2 now; at the next reload: HAProxy responds 503 for two.test',
        remedy: 'make line 2 read "two.test pool_2", or delete it to remove the name',
      },
    ]);
    expect(reason).toBe("1 uncertain line");
  });

  it.each([
    ["of a name that is not routed", { running: undefined }, "; two.test is not routed now; "],
    [
      "of no name",
      { key: undefined, name: undefined },
      '"pool_2 # moved" is no backend; at the next reload: ',
    ],
  ] satisfies [string, Partial<Uncertainty>, string][])("%s is reported as such", async (_, other, text) => {
    const { findings } = await check({ uncertain: [{ ...REMARK, ...other }] });

    expect(findings[0]?.message).toContain(text);
  });

  it("in the journal is a warning", async () => {
    const { findings } = await check({ uncertain: [{ ...REMARK, about: "journal" }] });

    expect(findings).toMatchObject([{ severity: "warning" }]);
  });

  it("is one of at most 20 shown; the rest are counted", async () => {
    const uncertain = Array.from({ length: 1_000 }, (_, i) => ({ ...REMARK, line: i + 1 }));

    const { findings, reason } = await check({ uncertain });

    expect(findings).toHaveLength(21);
    expect(findings.at(-1)).toEqual({
      severity: "error",
      message: "and 980 more",
      remedy: "fix these first; then the others are listed",
      count: 980,
      details: expect.objectContaining({ length: 980 }),
    });
    expect(reason).toBe("1000 uncertain lines");
  });
});

it("warns of all names that are only in servers.json in one finding, with count and date", async () => {
  const { findings, reason } = await check({ orphans: ORPHANS });

  expect(findings).toEqual([
    {
      severity: "warning",
      message:
        "servers.json has records of 2 names with no line in domains.map (no effect): old.test (since 2026-11-20), older.test",
      remedy:
        "call haproxy_remove_domain to delete the records of a name, or haproxy_add_domain with replace to add it with new servers, or restore its line in domains.map",
      count: 2,
    },
  ]);
  expect(reason).toBe("");
});

it("names at most 20 of the names that are only in servers.json", async () => {
  const orphans = Array.from({ length: 200 }, (_, i) => ({ name: `d${i}.test` as Domain, since: undefined }));

  const { findings } = await check({ orphans });

  expect(findings).toMatchObject([
    { count: 200, message: expect.stringContaining("d19.test, and 180 more") },
  ]);
});

it("shows the remedies for a loss, and no others for the differences that it caused", async () => {
  const gone = {
    kind: "map",
    key: "two.test",
    running: [{ key: "two.test", value: "pool_2" }],
    desired: undefined,
  } as unknown as Drift["differences"][number];
  const { findings, reason } = await check({ loss: LOSS, differences: [gone] });

  expect(findings).toEqual([
    {
      severity: "error",
      message: `${LOSS}; every change is refused, and nothing is deleted`,
      remedy: expect.stringMatching(/from a backup .*haproxy_restore_state.* allow_shrink .*adopt_running/),
    },
  ]);
  expect(reason).toBe(`${LOSS}; 1 difference between HAProxy and the files`);
});

describe("lines of the files", () => {
  const line = { severity: "error", message: "a line", remedy: "fix it" } as const;
  const state: StateCheck = {
    findings: [],
    problems: [line],
    files: { map_file: "ok", servers_file: "ok", state_file: "ok" },
  };

  it("are reported once: with what HAProxy makes of them, if that is known", async () => {
    expect(withLines(state, await check({ uncertain: [REMARK] }))).toMatchObject({
      findings: [],
      problems: [],
    });
  });

  it("are findings of their own if HAProxy was not compared", async () => {
    const failed = await checkDrift(
      { findDrift: () => Promise.reject(new Error("no response")) },
      { signal },
    );

    for (const drift of [failed, undefined])
      expect(withLines(state, drift)).toMatchObject({ findings: [line], problems: [line] });
  });
});
