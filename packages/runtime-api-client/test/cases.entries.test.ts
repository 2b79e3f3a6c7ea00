// Cases LI1 and LI4 of the field: what callers in JavaScript pass, and what they read.
import { describe, expect, it } from "vitest";
import {
  addMap,
  addMapEntries,
  clearAcl,
  clearMap,
  createMasterCliClient,
  createRuntimeApiClient,
  delBackend,
  delServer,
  type MapEntries,
  prepareMap,
  replaceMap,
  setServerFqdn,
  setSslCert,
  showMap,
  showStat,
  waitUntilBackendRemovable,
} from "../src/index.js";
import { poll } from "../src/procedures/wait-until.js";
import { parse } from "./reply-of.js";

const unsafe = expect.objectContaining({ code: "UNSAFE_ARGUMENT", sent: false });
/** Any bytes that were sent would be another error. */
const client = createRuntimeApiClient({ address: { path: "/nonexistent.sock" } });
const fromJavaScript = <Value>(value: unknown) => value as Value;

it("LI1 shows neither a payload nor a line in the message of what is no command", async () => {
  const { kind, line, payload } = setSslCert("a.pem", "-----BEGIN PRIVATE KEY");

  for (const command of [{ kind, line, payload }, `${line}\n${payload}`]) {
    const error: unknown = await client
      .execute(fromJavaScript<ReturnType<typeof showMap>>(command))
      .catch((caught: unknown) => caught);
    expect(error).toEqual(unsafe);
    expect(String(error)).not.toContain("PRIVATE");
  }
});

it("LI1 shows the begin of what is no list of entries", () => {
  const hosts = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`${i}.test`, "p"]));

  expect(() => addMapEntries("/m", fromJavaScript(hosts))).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/^not a list of map entries: .{80}…; use a Map/),
    }),
  );
});

describe("LI1 the entries of a map", () => {
  const entry = { key: "a.test", value: "p" };

  it.each<[string, MapEntries]>([
    ["a Map", new Map([["a.test", "p"]])],
    ["pairs", [["a.test", "p"]]],
    ["objects", [entry]],
    ["a Set of objects", new Set([entry])],
    ["both, from a generator", [entry].values()],
    ["objects with more fields", [Object.assign({ id: "0x1" }, entry)]],
  ])("may be %s", (_what, entries) => {
    expect(addMapEntries("/m", entries).map(({ payload }) => payload)).toEqual(["a.test p"]);
  });

  it.each<[string, unknown, string]>([
    ["a plain object", { "a.test": "p" }, "not a list of map entries: { 'a.test': 'p' }"],
    ["a text", "a.test p", "not a list of map entries: 'a.test p'"],
    ["nothing", undefined, "not a list of map entries: undefined"],
    ["a promise", Promise.resolve([]), "not a list of map entries: Promise"],
    ["texts of two characters", ["ab"], "map entry 0 is 'ab'"],
    ["a hole", [entry, undefined], "map entry 1 is undefined"],
    ["a number as value", new Map([["a.test", 1]]), "map entry 0 is [ 'a.test', 1 ]"],
    ["a pair of three", [["a.test", "p", "q"]], "map entry 0 is [ 'a.test', 'p', 'q' ]"],
    [
      "other names of fields",
      [{ host: "a.test", pool: "p" }],
      "map entry 0 is { host: 'a.test', pool: 'p' }",
    ],
  ])("are refused before anything is sent: %s", async (_what, entries, message) => {
    const refused = expect.objectContaining({
      code: "UNSAFE_ARGUMENT",
      sent: false,
      message: expect.stringContaining(message),
    });

    await expect(replaceMap(client, "/m", fromJavaScript(entries))).rejects.toEqual(refused);
    expect(() => addMapEntries("/m", fromJavaScript(entries))).toThrow(refused);
  });
});

it.each<[string, () => unknown]>([
  ["no value", () => addMap("/m", "a.test", fromJavaScript(undefined))],
  ["null as value", () => addMap("/m", "a.test", fromJavaScript(null))],
  ["no key", () => addMap("/m", fromJavaScript(undefined), "p")],
  ["not a number as value", () => addMap("/m", "a.test", fromJavaScript(Number.NaN))],
  ["an object as value", () => addMap("/m", "a.test", fromJavaScript({ pool: "p" }))],
  ["no map", () => addMap(fromJavaScript(undefined), "a.test", "p")],
  ["no map to prepare", () => prepareMap(fromJavaScript(undefined))],
  ["no server", () => delServer({ backend: "b", server: fromJavaScript(undefined) })],
  ["no backend", () => delBackend(fromJavaScript(undefined))],
  ["no name", () => setServerFqdn(fromJavaScript({ backend: "b", server: "s" }))],
  ["a Buffer as PEM", () => setSslCert("a.pem", fromJavaScript(Buffer.from("-----BEGIN")))],
])("LI1 sends no text such as undefined: %s", (_what, command) => {
  expect(command).toThrow(unsafe);
});

it("LI1 does not take a bare version for the current one, which a command would clear", () => {
  const version = fromJavaScript<{ version: number }>(3);

  for (const command of [
    () => clearMap("/m", version),
    () => clearAcl("/a", version),
    () => clearMap("/m", fromJavaScript<typeof version>([3])),
    () => clearMap("/m", fromJavaScript<typeof version>(null)),
    () => addMap("/m", "a", "b", version),
    () => showMap("/m", fromJavaScript<typeof version>("3")),
  ]) {
    expect(command).toThrow(unsafe);
  }
});

it.each<[string, unknown, string]>([
  ["a path that is not set", { path: undefined }, "{ path: undefined }"],
  ["a text", "/run/haproxy.sock", "'/run/haproxy.sock'"],
  ["a port as text", { host: "localhost", port: "9999" }, "port: '9999'"],
  ["no port", { host: "localhost" }, "{ host: 'localhost' }"],
  ["a port that is none", { host: "localhost", port: 99_999 }, "port: 99999"],
  ["nothing", undefined, "undefined"],
])("LI1 refuses as address: %s", (_what, address, shown) => {
  const create = () => createRuntimeApiClient({ address: fromJavaScript(address) });

  expect(create).toThrow(unsafe);
  expect(create).toThrow("not an address of HAProxy: ");
  expect(create).toThrow(shown);
});

it.each<[string, unknown]>([
  ["a text", "show info"],
  ["a function that was not called", showMap],
  ["an object without parseReply", { line: "clear map /m", kind: "write" }],
  ["an object of no kind", { line: "clear map /m", parseReply: () => {} }],
  ["nothing", undefined],
])("LI1 refuses as command: %s", async (_what, command) => {
  await expect(client.execute(fromJavaScript<ReturnType<typeof showMap>>(command))).rejects.toEqual(unsafe);
  await expect(
    client.batch([addMap("/m", "a", "b"), fromJavaScript<ReturnType<typeof showMap>>(command)]),
  ).rejects.toEqual(unsafe);
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])("LI1 refuses as time limit: %s", async (timeoutMs) => {
  expect(() => createRuntimeApiClient({ address: { path: "/s" }, timeoutMs })).toThrow(unsafe);
  const master = createMasterCliClient({ address: { path: "/s" } });
  await expect(master.reload({ timeoutMs })).rejects.toEqual(unsafe);
  await expect(waitUntilBackendRemovable(client, "b", { timeoutMs })).rejects.toEqual(unsafe);
  await expect(poll(client, async () => true, { timeoutMs })).rejects.toEqual(unsafe);
});

describe("LI4 what is read can be copied", () => {
  it("entries of a map, with their address", () => {
    const entry = { id: "0x55d1a2b3c4d0", key: "a.test", value: "two words" };
    const [read] = parse(showMap("/m"), "0x55d1a2b3c4d0 a.test two words");

    expect([{ ...read }, structuredClone(read), Object.keys(read ?? {})]).toEqual([
      entry,
      entry,
      ["id", "key", "value"],
    ]);
  });

  it("rows of the statistics, with every field", () => {
    const header =
      "# pxname,svname,status,type,hrsp_2xx,qtime,ctime,rtime,ttime,lastsess,lastchg,downtime,econ,";
    const [read, silent] = parse(
      showStat({ kinds: ["server"] }),
      `${header}\nb,s,UP,2,7,1,2,3,6,-1,9,4,5,\nb,t,UP,2,,,,,,,,,,`,
    );

    expect({ ...read }).toMatchObject({
      responses: { "2xx": 7, "5xx": 0 },
      times: { queueMs: 1, connectMs: 2, responseMs: 3, totalMs: 6 },
      lastChangeSec: 9,
      downtimeSec: 4,
      lastSessionSec: undefined,
      connectionErrors: 5,
    });
    expect(read && { ...read }.raw.get("hrsp_2xx")).toBe("7");
    expect(silent).toMatchObject({ times: undefined, lastChangeSec: undefined, responses: { "2xx": 0 } });
  });

  it("but kinds must be kinds", () => {
    expect(() => showStat({ kinds: [fromJavaScript<"server">("servers")] })).toThrow(unsafe);
  });
});
