import { describe, expect, it } from "vitest";
import {
  addServer,
  delServer,
  disableAgent,
  disableHealth,
  disableServer,
  enableAgent,
  enableHealth,
  enableServer,
  setServerAgent,
  setServerCheckPort,
  setServerFqdn,
  setServerHealth,
  setServerSsl,
  setServerState,
  showServersConnections,
  shutdownServerSessions,
  waitServerRemovable,
} from "../../../src/index.js";
import { expectUnsafe, expectWrites } from "../../expect-commands.js";
import { parse } from "../../reply-of.js";

const s = { backend: "b", server: "s 1" };
const REGISTERED = "[6]: New server registered.";

describe("commands that change a server", () => {
  expectWrites([
    [setServerHealth({ ...s, health: "stopping" }), "set server b/s\\ 1 health stopping", ""],
    [setServerAgent({ ...s, agent: "down" }), "set server b/s\\ 1 agent down", ""],
    [setServerCheckPort({ ...s, port: 65_535 }), "set server b/s\\ 1 check-port 65535", ""],
    [
      setServerFqdn({ ...s, fqdn: "x.test" }),
      "set server b/s\\ 1 fqdn x.test",
      "[4]: b/s 1 changed its FQDN from a.test to x.test by 'stats socket command'",
      "[4]: no need to change the FDQN by 'stats socket command'",
    ],
    [setServerSsl({ ...s, ssl: true }), "set server b/s\\ 1 ssl on", "[5]: server ssl setting updated."],
    [setServerSsl({ ...s, ssl: false }), "set server b/s\\ 1 ssl off", "[5]: server ssl setting updated."],
    [addServer({ ...s, address: "10.0.0.1", port: 80 }), "add server b/s\\ 1 10.0.0.1:80", REGISTERED],
    [
      addServer({ ...s, address: "::1", port: 80, options: ["check", "weight", "7"] }),
      "add server b/s\\ 1 [::1]:80 check weight 7",
      REGISTERED,
      `[6]: Server b/x is DOWN.\n${REGISTERED.slice(5)}`,
    ],
    [delServer(s), "del server b/s\\ 1", "[6]: Server deleted."],
    [enableServer(s), "enable server b/s\\ 1", ""],
    [disableServer(s), "disable server b/s\\ 1", ""],
    [enableHealth(s), "enable health b/s\\ 1", ""],
    [disableHealth(s), "disable health b/s\\ 1", ""],
    [enableAgent(s), "enable agent b/s\\ 1", ""],
    [disableAgent(s), "disable agent b/s\\ 1", ""],
    [shutdownServerSessions(s), "shutdown sessions server b/s\\ 1", ""],
  ]);
  expectUnsafe([
    ["a port of 0", () => setServerCheckPort({ ...s, port: 0 })],
    ["a port that HAProxy would wrap", () => addServer({ ...s, address: "::1", port: 65_536 })],
    ["a host name for an address", () => addServer({ ...s, address: "localhost", port: 80 })],
    ["a zone", () => addServer({ ...s, address: "fe80::1%eth0", port: 80 })],
    ["an option that ends the command", () => addServer({ ...s, address: "::1", port: 80, options: ["\n"] })],
    ["an unknown state", () => setServerState({ ...s, state: "up; show info" as "ready" })],
    ["an unknown health", () => setServerHealth({ ...s, health: "" as "up" })],
    ["a slash in a name", () => enableServer({ backend: "a/b", server: "c" })],
    ["an invalid time", () => waitServerRemovable(s, Number.NaN)],
  ]);

  it("refuses silence where HAProxy announces success", () => {
    expect(() => parse(delServer(s), "")).toThrow(expect.objectContaining({ code: "MALFORMED_REPLY" }));
  });
});

it("waits, as a read with its own time limit", () => {
  const command = waitServerRemovable(s, 1_500);

  expect(command).toMatchObject({ line: "wait 1500ms srv-removable b/s\\ 1", kind: "read", waitMs: 1_500 });
  expect(parse(command, "Done.", 6)).toBeUndefined();
  expect(() => parse(command, "Failed.", 3)).toThrow(expect.objectContaining({ code: "REJECTED" }));
});

it("reads connections by the names of their columns", () => {
  const text =
    "# bkname/svname bkid/svid addr port - purge_delay served used_cur used_max idle_cur idle_per_thr[2]\n" +
    "b/s1 4/1 10.0.0.1 80 - 5000 0 3 4 2 1 1\n";
  const command = showServersConnections("b");

  expect(command).toMatchObject({ line: "show servers conn b", kind: "read" });
  expect(showServersConnections().line).toBe("show servers conn");
  expect(parse(command, text)).toEqual([
    { backend: "b", server: "s1", used: 3, idle: 2, raw: expect.any(Map) },
  ]);
  expect(() => parse(command, "nonsense")).toThrow(expect.objectContaining({ code: "MALFORMED_REPLY" }));
});
