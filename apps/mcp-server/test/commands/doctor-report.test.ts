import { describe, expect, it } from "vitest";
import { error, type Finding, warning } from "../../src/checks/finding.js";
import { errorsIn, renderReport } from "../../src/commands/doctor-report.js";

const passed = (name: string) => ({ name, findings: [], fact: "fine" });
const failed = (name: string, ...findings: Finding[]) => ({ name, findings });
const many = (count: number, of: typeof error) =>
  Array.from({ length: count }, (_, i) => of(`finding ${i}`, "fix it"));

describe("the report of doctor", () => {
  it("has a line for each check that passed, and two for each finding", () => {
    const finding = { ...error("bad", "replace line 7"), file: "haproxy.cfg", line: 7, details: ["a", "b"] };

    expect(
      renderReport([passed("state"), failed("configuration", finding)], false),
    ).toBe(`ok       state: fine
error    configuration: haproxy.cfg:7: bad
         → replace line 7

1 error, 0 warnings
`);
  });

  it("shows every line that a finding stands for on request", () => {
    const finding = { ...warning("2 are missing", "create them"), count: 2, details: ["a", "b"] };

    expect(renderReport([failed("installation", finding)], true)).toBe(`warning  installation: 2 are missing
         → create them
         - a
         - b

0 errors, 2 warnings
`);
  });

  it("has at most 20 lines whatever is found, with errors before warnings, and names what shows the rest", () => {
    const checks = [
      ...Array.from({ length: 8 }, (_, i) => passed(`check ${i}`)),
      failed("one", ...many(30, warning), error("first", "fix\n  it\n")),
      failed("two", ...many(3, error)),
    ];

    const lines = renderReport(checks, false).trimEnd().split("\n");

    expect(lines.length).toBeLessThanOrEqual(20);
    expect(lines[0]).toBe(
      `ok       ${checks
        .slice(0, 8)
        .map(({ name }) => name)
        .join(", ")}`,
    );
    expect(lines.filter((line) => line.startsWith("error"))).toHaveLength(4);
    expect(lines).toContain("         → fix; it");
    expect(lines.slice(-3)).toEqual(["and 26 findings more: add --all", "", "4 errors, 30 warnings"]);
    expect(renderReport(checks, true).split("\n").length).toBeGreaterThan(70);
    expect(errorsIn(checks)).toBe(4);
  });
});
