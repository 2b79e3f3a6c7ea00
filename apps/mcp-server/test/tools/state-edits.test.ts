// What tools report about edited or lost files, with a fake load balancer.
import { type LoadBalancer, LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { expect, it, vi } from "vitest";
import { createLog } from "../../src/program/log.js";
import type { Services } from "../../src/services.js";
import { restoreState } from "../../src/tools/catalog/configuration/restore-state.js";
import { saveState } from "../../src/tools/catalog/configuration/save-state.js";
import { addDomain } from "../../src/tools/catalog/domains/add-domain.js";
import { removeDomain } from "../../src/tools/catalog/domains/remove-domain.js";
import type { Tool } from "../../src/tools/define-tool.js";
import { errorResult } from "../../src/tools/error-result.js";
import { LOSS, NO_DRIFT, ORPHANS, REMARK } from "../support/drifts.js";

async function call(tool: Tool, loadBalancer: Partial<LoadBalancer>, args: Record<string, unknown> = {}) {
  const services = { loadBalancer, findOperatorSite: async () => undefined } as unknown as Services;
  const context = { services, signal: new AbortController().signal, progress: () => {} };
  const output = tool.output.parse(await tool.handle(tool.input.parse(args), context));
  return { output, text: tool.summarise(output) };
}

const RESTORED = { applied: [], remaining: [], refusals: [], uncertain: [], released: [], orphans: [] };

it("haproxy_restore_state reports uncertain lines, names no longer routed, and orphans", async () => {
  const restored = { ...RESTORED, uncertain: [REMARK], released: ["gone.test" as never], orphans: ORPHANS };
  const restore = vi.fn(async () => restored);

  const { output, text } = await call(restoreState as never, { restore });

  expect(restore).toHaveBeenCalledWith({ allowShrink: false }, expect.anything());
  expect(output).toMatchInlineSnapshot(`
    {
      "dry_run": false,
      "not_saved": undefined,
      "orphans": [
        "old.test (since 2026-11-20)",
        "older.test",
      ],
      "refusals": [],
      "released": [
        "gone.test",
      ],
      "remaining": {
        "count": 0,
        "first": [],
      },
      "repaired": {
        "count": 0,
        "first": [],
      },
      "uncertain": [
        "domains.map:2: the value "pool_2 # moved" is no backend; two.test is routed to pool_2 now; at the next reload: HAProxy responds 503 for two.test → make line 2 read "two.test pool_2", or delete it to remove the name",
      ],
    }
  `);
  expect(text).toMatchInlineSnapshot(`
    "HAProxy matches the files
    no longer routed, because it was deleted by hand: gone.test
    left unchanged: domains.map:2: the value "pool_2 # moved" is no backend; two.test is routed to pool_2 now; at the next reload: HAProxy responds 503 for two.test → make line 2 read "two.test pool_2", or delete it to remove the name
    only in servers.json: old.test (since 2026-11-20)
    only in servers.json: older.test"
  `);
});

it("haproxy_restore_state accepts files that shrank with allow_shrink", async () => {
  const restore = vi.fn(async () => RESTORED);

  await call(restoreState as never, { restore }, { allow_shrink: true });

  expect(restore).toHaveBeenCalledWith({ allowShrink: true }, expect.anything());
});

it("haproxy_restore_state reports that only HAProxy was repaired", async () => {
  const restore = async () => ({ ...RESTORED, notSaved: "cannot write servers.state: EROFS" });

  expect((await call(restoreState as never, { restore })).text).toMatchInlineSnapshot(`
    "HAProxy matches the files
    only HAProxy was repaired: cannot write servers.state: EROFS"
  `);
});

it("haproxy_restore_state with dry_run shows a loss and what would no longer be routed", async () => {
  const findDrift = async () => ({ ...NO_DRIFT, released: ["gone.test" as never], loss: LOSS });

  expect((await call(restoreState as never, { findDrift }, { dry_run: true })).text).toMatchInlineSnapshot(`
    "0 differences; nothing was changed
    every change is refused: domains.map has 1 of 4 names that were committed last
    would no longer be routed, because it was deleted by hand: gone.test"
  `);
});

it("haproxy_save_state shows uncertain lines", async () => {
  const save = async () => ({ adopted: [], differences: [], uncertain: [REMARK] });

  expect((await call(saveState as never, { saveState: save })).text).toMatchInlineSnapshot(`
    "The state was saved
    0 differences between HAProxy and the files
    domains.map:2: the value "pool_2 # moved" is no backend; two.test is routed to pool_2 now; at the next reload: HAProxy responds 503 for two.test → make line 2 read "two.test pool_2", or delete it to remove the name"
  `);
});

it("haproxy_add_domain replaces an orphan with replace", async () => {
  const add = vi.fn(
    async () => ({ domain: "old.test", pool: "pool_1", sharedWith: [], servers: [] }) as never,
  );

  await call(addDomain as never, { addDomain: add }, { domain: "old.test" });
  await call(addDomain as never, { addDomain: add }, { domain: "old.test", replace: true });

  expect(add.mock.calls.map(([input]: readonly unknown[]) => input)).toMatchObject([
    { replace: false },
    { replace: true },
  ]);
});

it("haproxy_remove_domain reports that a name was only in servers.json", async () => {
  const remove = async () =>
    ({ domain: "old.test", pool: undefined, removedServers: [], remainingDomains: [] }) as never;

  const { output, text } = await call(
    removeDomain as never,
    { removeDomain: remove },
    { domain: "old.test" },
  );

  expect(text).toBe("Removed the records of old.test from servers.json; it was not routed");
  expect(output["pool"]).toBeUndefined();
});

it("every refusal says what to do next", () => {
  const codes = ["STATE_TOO_SMALL", "UNCERTAIN", "ORPHANED", "NO_FREE_POOL"] as const;
  const texts = codes.map(
    (code) => errorResult(new LoadBalancerError(code, "why."), createLog("ERROR")).content[0],
  );

  expect(texts.map((content) => (content as { readonly text: string }).text)).toMatchInlineSnapshot(`
    [
      "STATE_TOO_SMALL: why. An operator must check domains.map and servers.json first: restore the files from a backup and call haproxy_restore_state; or, if the files are right, call it with allow_shrink (haproxy-mcp restore --allow-shrink); or, if HAProxy is right, call haproxy_save_state with adopt_running.",
      "UNCERTAIN: why. Nothing was changed. An operator must fix the line named above; haproxy_health shows the edit.",
      "ORPHANED: why. Nothing was changed. Call haproxy_add_domain with replace to discard those servers, or haproxy_remove_domain to delete them.",
      "NO_FREE_POOL: why. Nothing was changed. Wait as long as the message says, remove a domain, or configure more pools (HAPROXY_POOL_COUNT).",
    ]
  `);
});
