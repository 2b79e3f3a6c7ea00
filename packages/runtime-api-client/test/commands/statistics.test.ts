import { describe, expect, it } from "vitest";
import { showInfo, showStat } from "../../src/index.js";
import { parse } from "../reply-of.js";

const malformed = expect.objectContaining({ code: "MALFORMED_REPLY" });

describe("showInfo", () => {
  const text =
    "Name: HAProxy\nVersion: 2.6.12-1\nPid: 42\nUptime_sec: 7\nCurrConns: 1\nMaxconn: 500\nnode: a:b";

  it("reads the process", () => {
    expect(parse(showInfo(), text)).toMatchObject({
      version: "2.6.12-1",
      pid: 42,
      uptimeSec: 7,
      currentConnections: 1,
      maxConnections: 500,
    });
    expect(parse(showInfo(), text).raw.get("node")).toBe("a:b");
  });

  it.each([
    ["no version", text.replace("Version", "Verse")],
    ["no number", text.replace("Pid: 42", "Pid: many")],
  ])("refuses a text with %s", (_what, broken) => {
    expect(() => parse(showInfo(), broken)).toThrow(malformed);
  });
});

describe("showStat", () => {
  const header =
    "# pxname,svname,qcur,scur,status,type,check_status,addr,last_chk,check_rise,check_fall,check_health,";

  it.each([
    [undefined, "show stat -1 -1 -1"],
    [{ proxy: "pool_5", kinds: ["server"] as const }, "show stat pool_5 4 -1"],
    [{ kinds: ["frontend", "backend"] as const }, "show stat -1 3 -1"],
    [{ only: "no-maint" as const }, "show stat -1 -1 -1 no-maint"],
    [{ proxy: "p", only: "up" as const }, "show stat p -1 -1 up"],
  ])("requests %j as %s", (options, line) => {
    expect(showStat(options).line).toBe(line);
  });

  it("reads frontends, backends and servers", () => {
    const rows =
      "http,FRONTEND,,2,OPEN,0,,,,,,,\n" +
      'pool_1,pool_1_1,1,3,UP,2,L4OK,[::1]:80,"Layer4 check, ""passed""",2,3,4,\n' +
      "pool_1,BACKEND,0,3,UP,1,,,,,,,\n";

    const stats = parse(showStat(), `${header}\n${rows}`);

    expect(stats.map(({ kind, name, status }) => [kind, name, status])).toEqual([
      ["frontend", "FRONTEND", "OPEN"],
      ["server", "pool_1_1", "UP"],
      ["backend", "BACKEND", "UP"],
    ]);
    expect(stats[1]).toMatchObject({
      proxy: "pool_1",
      currentSessions: 3,
      queued: 1,
      checkStatus: "L4OK",
      checkHealth: 4,
      checkRise: 2,
      checkFall: 3,
      address: "[::1]:80",
    });
    expect(stats[1]?.raw.get("last_chk")).toBe('Layer4 check, "passed"');
    expect(stats[0]).not.toHaveProperty("checkStatus");
  });

  it.each([
    ["no header", "http,FRONTEND"],
    ["a row of an unknown type", `${header}\nhttp,x,,,,9,,,,`],
  ])("refuses %s", (_what, text) => {
    expect(() => parse(showStat(), text)).toThrow(malformed);
  });
});
