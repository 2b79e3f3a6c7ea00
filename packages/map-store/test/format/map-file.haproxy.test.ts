import { startHaproxy } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { parseMapFile } from "../../src/format/map-file.js";
import { mapKey } from "../../src/index.js";

const MAP = [
  "# a comment",
  " # no comment",
  "",
  " \t ",
  "a.example.com pool_1",
  "  .b.example.com\t\tpool_2  \t",
  "c.example.com pool_3\r",
  "a.example.com pool_9",
  "Upper.example.com pool_4",
  "bücher.example pool_5",
  "localhost pool_6",
  "d.example.com two words ",
  "e.example.com web\rx",
  "novalue.example.com",
  "novalue.example.com pool_8",
  "remark.example.com pool_2 # moved",
  "*.star.example.com pool_2",
  " #commented.example.com pool_2",
  "#commented.example.com pool_2",
  "last.example.com pool_7",
].join("\n");

it("reads a map file as HAProxy does", async () => {
  await using haproxy = await startHaproxy({
    files: { "domains.map": MAP },
    config: ({ runtimeSocket, httpSocket, mapFile }) => `
global
  stats socket ${runtimeSocket} level admin
defaults
  mode http
  timeout connect 1s
  timeout client 1s
  timeout server 1s
frontend http
  bind unix@${httpSocket}
  http-request return status 200 hdr pool %[req.hdr(host),map_str(${mapFile})]
`,
  });
  const rows = (await haproxy.runtime(`show map ${haproxy.mapFile}`))
    .split("\n")
    .filter((row) => row.startsWith("0x"));
  const loaded = new Map<string, string>();
  for (const row of rows) {
    const [, key = "", value = ""] = /^0x[0-9a-f]+ (\S+) ?(.*)$/.exec(row) ?? [];
    if (!loaded.has(key)) loaded.set(key, value); // a lookup gives the first
  }
  const { pools, foreign, problems } = parseMapFile(haproxy.mapFile, Buffer.from(MAP));
  const ours = [
    ...[...pools].flatMap(([pool, names]) =>
      [...names].map((pattern) => [mapKey(pattern), `pool_${pool}`] as const),
    ),
    ...foreign,
  ];
  // What is uncertain is loaded, too, where it is no comment, and is neither a name in a pool nor a foreign entry.
  const lines = problems.filter(({ kind }) => kind !== "COMMENTED_OUT");
  const uncertain = lines.map(({ key = "" }) => key).filter((key) => !new Map(ours).has(key));
  for (const key of uncertain) ours.push([key, loaded.get(key) ?? "not loaded"]);
  expect(new Map(ours)).toEqual(loaded);
  expect(loaded.size).toBe(14);
  const found = await haproxy.runtime(`get map ${haproxy.mapFile} a.example.com`);
  expect(found).toContain('value="pool_1"');
  expect(await haproxy.runtime(`get map ${haproxy.mapFile} novalue.example.com`)).toContain('value=""');
});
