import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { expect, it } from "vitest";
import { applyTokenMap } from "../../src/access/token-map.js";

const FILE = "/conf/mcp-tokens.map";
const PREPARED = "prepared";

/** Whether HAProxy's map with these entries is replaced. */
async function isReplaced(entries: readonly (readonly [string, string])[], wanted: readonly string[]) {
  const execute = async ({ line }: { readonly line: string }) => {
    if (line === "show map") return [{ file: FILE }];
    if (line.startsWith("prepare map")) throw new Error(PREPARED);
    return entries.map(([key, value]) => ({ key, value }));
  };
  const runtime = { execute } as unknown as RuntimeApiClient;
  const map = new Map(wanted.map((digest) => [digest, "9"]));
  return applyTokenMap(runtime, FILE, map).then(
    () => false,
    (error: Error) => error.message === PREPARED,
  );
}

it.each<[string, [string, string][], boolean]>([
  [
    "the same entries",
    [
      ["b", "9"],
      ["a", "9"],
    ],
    false,
  ],
  [
    "another end",
    [
      ["a", "9"],
      ["b", "8"],
    ],
    true,
  ],
  ["one missing", [["a", "9"]], true],
  [
    "one more",
    [
      ["a", "9"],
      ["b", "9"],
      ["c", "9"],
    ],
    true,
  ],
  [
    "one twice and another missing",
    [
      ["a", "9"],
      ["a", "9"],
    ],
    true,
  ],
  [
    "one twice",
    [
      ["a", "9"],
      ["b", "9"],
      ["b", "9"],
    ],
    true,
  ],
])("a map with %s is replaced or not", async (_what, entries, expected) => {
  expect(await isReplaced(entries, ["a", "b"])).toBe(expected);
});
