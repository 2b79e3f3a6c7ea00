import { expect, it } from "vitest";
import { parseProblems } from "../../src/hosts/parse-problems.js";

it("separates alerts and warnings, with file and line where HAProxy names them", () => {
  const output = `[NOTICE]   (42) : haproxy version is 2.6.12
[ALERT]    (42) : config : parsing [/etc/haproxy.cfg:7] : unknown keyword 'nonsense' in 'global' section
[WARNING]  (42) : config: Can't get version of the global server state file '/tmp/st'.
[ALERT]    (42) : config : Fatal errors found in configuration.
Configuration file is valid`;

  expect(parseProblems(output)).toEqual([
    {
      severity: "alert",
      message: "unknown keyword 'nonsense' in 'global' section",
      file: "/etc/haproxy.cfg",
      line: 7,
    },
    { severity: "warning", message: "Can't get version of the global server state file '/tmp/st'." },
    { severity: "alert", message: "Fatal errors found in configuration." },
  ]);
});

it("ignores what HAProxy reports about restored servers and the previous worker", () => {
  const output = `[WARNING]  (7) : Server pool_1/pool_1_1 is UP/READY (leaving forced maintenance).
[WARNING]  (7) : Server pool_1/pool_1_2 is going DOWN for maintenance. 0 active and 0 backup servers left.
[WARNING]  (7) : Server pool_1/pool_1_3 enters drain state.
[WARNING]  (7) : Former worker (18039) exited with code 0 (Exit)
[ALERT]    (7) : Current worker (18041) exited with code 1 (Exit)
[WARNING]  (7) : Servers are few`;

  expect(parseProblems(output).map(({ message }) => message)).toEqual([
    "Current worker (18041) exited with code 1 (Exit)",
    "Servers are few",
  ]);
});

it("reads a message of several lines, and skips notices", () => {
  const output = `[NOTICE]   (7) : config : a notice
   | that goes on
[WARNING]  (7) : config : missing timeouts for frontend 'a'.
   | While not properly invalid,
   | set them.
   | 
[WARNING]  (7) : config : parsing [/tmp/a:b.cfg:5] : another`;

  expect(parseProblems(output)).toEqual([
    {
      severity: "warning",
      message: "missing timeouts for frontend 'a'. While not properly invalid, set them.",
    },
    { severity: "warning", message: "another", file: "/tmp/a:b.cfg", line: 5 },
  ]);
});
