import { describe, expect, it } from "vitest";
import {
  clearCounters,
  disableFrontend,
  enableFrontend,
  help,
  setFrontendMaxConnections,
  setGlobalMaxConnections,
  showActivity,
  showCliSockets,
  showErrors,
  showEventSinks,
  showEvents,
  showStartupLogs,
  showVersion,
  waitConditions,
} from "../../src/index.js";
import { expectUnsafe, expectWrites } from "../expect-commands.js";
import { parse } from "../reply-of.js";

const malformed = expect.objectContaining({ code: "MALFORMED_REPLY" });

describe("commands that change frontends and the process", () => {
  expectWrites([
    [enableFrontend("w"), "enable frontend w", "", "[5]: All sockets are already enabled."],
    [disableFrontend("w"), "disable frontend w", "", "[5]: All sockets are already disabled."],
    [setFrontendMaxConnections("w", 50), "set maxconn frontend w 50", ""],
    [setGlobalMaxConnections(0), "set maxconn global 0", ""],
    [clearCounters(), "clear counters", ""],
    [clearCounters({ all: true }), "clear counters all", ""],
  ]);
  expectUnsafe([
    ["a negative number of connections", () => setGlobalMaxConnections(-1)],
    ["part of a connection", () => setFrontendMaxConnections("w", 0.5)],
    ["a frontend that ends the command", () => enableFrontend("w\nshow info")],
  ]);
});

it("reads the version", () => {
  expect(showVersion()).toMatchObject({ line: "show version", kind: "read" });
  expect(parse(showVersion(), "3.4.7-1", 6)).toBe("3.4.7-1");
  expect(() => parse(showVersion(), "nonsense", 6)).toThrow(malformed);
});

it("reads the sockets of the Runtime API", () => {
  const head = "# socket lvl processes\n";
  expect(showCliSockets()).toMatchObject({ line: "show cli sockets", kind: "read" });
  expect(parse(showCliSockets(), `${head}sockpair@4 admin all\nipv6@[::1]:9999 operator all\n`)).toEqual([
    { address: "sockpair@4", level: "admin" },
    { address: "ipv6@[::1]:9999", level: "operator" },
  ]);
  expect(() => parse(showCliSockets(), `${head}nonsense`)).toThrow(malformed);
});

it("reads the start-up log", () => {
  expect(showStartupLogs()).toMatchObject({ line: "show startup-logs", kind: "read" });
  expect(parse(showStartupLogs(), "[WARNING]  (7) : config : a\n[NOTICE]   (7) : b\n")).toBe(
    "[WARNING]  (7) : config : a\n[NOTICE]   (7) : b",
  );
  expect(parse(showStartupLogs(), "")).toBe("");
});

it("reads errors", () => {
  const head = "Total events captured on [23/Nov/2026:12:38:37.000] : 2";
  expect(showErrors({ proxy: "w x" }).line).toBe("show errors w\\ x");
  expect(showErrors().line).toBe("show errors");
  expect(parse(showErrors(), head)).toEqual({ captured: 2, text: "" });
  expect(parse(showErrors(), `${head}\n \n[23/Nov] frontend web`)).toEqual({
    captured: 2,
    text: "[23/Nov] frontend web",
  });
  expect(() => parse(showErrors(), "nonsense")).toThrow(malformed);
});

it("reads activity, for one thread or many", () => {
  const text = "thread_id: 2 (1..2)\ndate_now: 1795437517.002421\nctxsw: 8 [ 3 5 ]\nloops: 1\n";
  expect(showActivity().line).toBe("show activity");
  expect(parse(showActivity(), text)).toEqual(
    new Map([
      ["date_now", { total: 1795437517.002421, threads: [] }],
      ["ctxsw", { total: 8, threads: [3, 5] }],
      ["loops", { total: 1, threads: [] }],
    ]),
  );
  expect(() => parse(showActivity(), "nonsense")).toThrow(malformed);
});

it("reads the list of commands", () => {
  const text =
    "The following commands are valid at this level:\n  add acl [@<ver>] <acl> <pattern>        : add an acl entry\n" +
    "  acme challenge_ready <certfile> domain <domain> : notify\n  set severity-output [none|number|string]: set presence\n";
  expect(help().line).toBe("help");
  expect(parse(help(), text, 6)).toEqual([
    "add acl [@<ver>] <acl> <pattern>",
    "acme challenge_ready <certfile> domain <domain>",
    "set severity-output [none|number|string]",
  ]);
  expect(waitConditions().line).toBe("wait -h");
  const usage =
    "Usage: wait\n    - <none> : x\n    - srv-removable <px>/<sv> : x\n    - be-removable <px> : y\n";
  expect(parse(waitConditions(), usage, 6)).toEqual(["srv-removable", "be-removable"]);
});

it("reads sinks and events", () => {
  const text =
    "Supported events sinks are listed below. Add -w(wait), -n(new). Any key to stop\n" +
    "    stdout     : type=fd, 0 dropped, standard output (fd#1)\n    evt        : type=buffer, 3 dropped, evt\n";
  expect(showEventSinks().line).toBe("show events");
  expect(parse(showEventSinks(), text, 4)).toEqual([
    { name: "stdout", type: "fd", dropped: 0, description: "standard output (fd#1)" },
    { name: "evt", type: "buffer", dropped: 3, description: "evt" },
  ]);
  expect(showEvents("e 1").line).toBe("show events e\\ 1");
  expect(parse(showEvents("e"), "one\ntwo\n")).toEqual(["one", "two"]);
  expect(() => parse(showEvents("e"), "No such event sink", 3)).toThrow(
    expect.objectContaining({ code: "REJECTED" }),
  );
});
