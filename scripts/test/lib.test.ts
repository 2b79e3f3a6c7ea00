import { describe, expect, it } from "vitest";
import { countTests, describeFailures } from "../lib/count-tests.mjs";
import { assertNodeVersion } from "../lib/node-version.mjs";
import { pnpm } from "../lib/pnpm.mjs";
import { HAPROXY, howToInstall, missingPackages } from "../lib/programs/debian-packages.mjs";

describe("the Node.js version", () => {
  it.each(["20.19.0", "20.20.2", "21.0.0", "24.1.0"])("%s is accepted", (version) => {
    expect(() => assertNodeVersion(version, ">=20.19")).not.toThrow();
  });

  it.each(["20.18.3", "18.20.0"])("%s is refused as too old", (version) => {
    expect(() => assertNodeVersion(version, ">=20.19")).toThrow(
      `Node.js 20.19 or later is required; this is ${version}.`,
    );
  });
});

describe("pnpm", () => {
  it("is the pinned one, by npx, with or without a hash", () => {
    expect(pnpm(["install"], "pnpm@10.34.8")).toEqual(["npx", ["--yes", "pnpm@10.34.8", "install"]]);
    expect(pnpm([], "pnpm@10.34.8+sha512.abc")).toEqual(["npx", ["--yes", "pnpm@10.34.8"]]);
  });

  it.each(["pnpm", "pnpm@latest", "yarn@4.0.0"])("is refused for %s", (pin) => {
    expect(() => pnpm([], pin)).toThrow("does not pin a pnpm version");
  });
});

describe("missing programs", () => {
  const shell = { program: "sh", package: "dash" };
  const nothing = { program: "no-such-program", package: "nothing", variable: "NOTHING_BIN" };
  const environment = { PATH: "/bin:/usr/bin" };

  it("are those neither on PATH nor named by their variable", () => {
    expect(missingPackages([shell, nothing], environment)).toEqual(["nothing"]);
    expect(missingPackages([nothing], { ...environment, NOTHING_BIN: "/bin/sh" })).toEqual([]);
    expect(missingPackages([nothing], { ...environment, NOTHING_BIN: "/bin/none" })).toEqual(["nothing"]);
  });

  it("come with the exact command", () => {
    expect(howToInstall([HAPROXY.package])).toContain("\n  sudo apt-get install -y haproxy\n");
    expect(howToInstall([HAPROXY.package])).toContain("HAPROXY_BIN");
  });
});

describe("the closing line of CI", () => {
  const report = (passed: number, failed: number, success = failed === 0) =>
    JSON.stringify({
      numTotalTests: passed + failed,
      numPassedTests: passed,
      numFailedTests: failed,
      success,
    });

  it("sums up steps and tests", () => {
    const run = { steps: { passed: 7, failed: 0 }, reports: [report(100, 0), report(40, 0)] };

    expect(countTests(run)).toEqual({ passed: 147, failed: 0 });
  });

  it.each([
    ["failed tests", report(8, 2), 8, 2],
    ["a file that cannot be loaded", report(8, 0, false), 8, 1],
    ["no test at all", report(0, 0), 0, 1],
    ["a truncated report", "{", 0, 1],
  ])("counts %s as failed", (_what, text, passed, failed) => {
    expect(countTests({ steps: { passed: 0, failed: 0 }, reports: [text] })).toEqual({ passed, failed });
  });
});

describe("what failed", () => {
  const file = {
    name: "/a/b.test.ts",
    status: "failed",
    message: "Cannot find module c",
    assertionResults: [],
  };
  const failed = {
    status: "failed",
    fullName: "a map keeps order",
    failureMessages: ["Error: expected 1\n    at x"],
  };
  const passed = { status: "passed", fullName: "a map is there", failureMessages: [] };

  it.each([
    [
      "a test",
      { ...file, assertionResults: [passed, failed] },
      "/a/b.test.ts > a map keeps order\nError: expected 1\n    at x",
    ],
    ["a file that cannot be loaded", file, "/a/b.test.ts\nCannot find module c"],
  ])("is named: %s", (_what, result, expected) => {
    const text = JSON.stringify({ testResults: [result] });
    expect(describeFailures([{ name: "node-20.json", text }])).toEqual([`node-20.json: ${expected}`]);
  });

  it("is empty if all passed, and names a truncated report", () => {
    const text = JSON.stringify({ testResults: [{ ...file, status: "passed", assertionResults: [passed] }] });
    expect(describeFailures([{ name: "good.json", text }])).toEqual([]);
    expect(describeFailures([{ name: "cut.json", text: "{" }])).toEqual([
      "cut.json: no report: the run did not finish",
    ]);
  });
});
