import { describe, expect, it } from "vitest";
import { setServerAddress, setServerState, setServerWeight, showServersState } from "../../../src/index.js";
import { parse } from "../../reply-of.js";

const server = { backend: "pool_1", server: "pool_1_1" };
const unsafe = expect.objectContaining({ code: "UNSAFE_ARGUMENT" });

describe("setServerAddress", () => {
  const command = setServerAddress({ ...server, address: "::1", port: 8080 });

  it("names the server, the address and the port", () => {
    expect(command.line).toBe("set server pool_1/pool_1_1 addr ::1 port 8080");
    expect(command.kind).toBe("write");
  });

  it.each([
    "IP changed from '0.0.0.0' to '::1', port changed from '80' to '99' by 'stats socket command'",
    "IP changed from '::1' to '::2', no need to change the port by 'stats socket command'",
    "no need to change the addr, port changed from '80' to '81' by 'stats socket command'",
    "no need to change the addr, no need to change the port by 'stats socket command'",
    "nothing changed",
  ])("accepts %j with its severity of 4 as success", (text) => {
    expect(parse(command, text, 4)).toBeUndefined();
  });

  it.each([
    ["Invalid addr 'nope'", 4],
    ["problem converting port 'abc' to an int", 4],
    ["Update for the current server address family is only supported through configuration file.", 4],
    ["No such server.", 3],
    ["Unknown command, but maybe one of the following ones is a better match:\n  help", 6],
    ["Permission denied", undefined],
  ])("reads %j with the severity %s as a refusal", (text, severity) => {
    expect(() => parse(command, text, severity)).toThrow(
      expect.objectContaining({ code: "REJECTED", severity, reason: text.split("\n")[0] }),
    );
  });

  it("leaves the outcome unknown for an unknown text", () => {
    expect(() => parse(command, "the moon is full", 4)).toThrow(
      expect.objectContaining({ code: "MALFORMED_REPLY", outcomeUnknown: true }),
    );
  });

  it.each(["localhost", "10.0.0.1 port 9", "fe80::1%lo", ""])("refuses the address %j", (address) => {
    expect(() => setServerAddress({ ...server, address, port: 80 })).toThrow(unsafe);
  });

  it.each([0, 65536, 99999, 1.5, Number.NaN])("refuses the port %d, which HAProxy might accept", (port) => {
    expect(() => setServerAddress({ ...server, address: "::1", port })).toThrow(unsafe);
  });
});

describe("setServerWeight", () => {
  it.each([0, 256])("takes %d", (weight) => {
    expect(setServerWeight({ ...server, weight }).line).toBe(`set server pool_1/pool_1_1 weight ${weight}`);
  });

  it.each([-1, 257, 0.5])("refuses %d", (weight) => {
    expect(() => setServerWeight({ ...server, weight })).toThrow(unsafe);
  });
});

it("sets a state, and refuses names that would name another server", () => {
  expect(setServerState({ ...server, state: "drain" }).line).toBe("set server pool_1/pool_1_1 state drain");
  expect(() => setServerState({ backend: "a/b", server: "c", state: "ready" })).toThrow(unsafe);
});

describe("showServersState", () => {
  const header =
    "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight " +
    "srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state " +
    "bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr " +
    "srv_agent_addr srv_agent_port";

  it("reads rows by the names of their columns", () => {
    const rows =
      "3 pool_1 1 pool_1_1 ::1 2 12 7 1 0 1 0 2 6 0 0 0 unassigned.invalid 99 - 0 0 - - 0\n" +
      "4 own 1 s1 - 0 5 1 1 6 1 0 0 14 0 0 0 - 80 - 0 0 - - 0\n";

    expect(parse(showServersState(), `${header}\n${rows}`)).toEqual([
      {
        backend: "pool_1",
        server: "pool_1_1",
        address: "::1",
        port: 99,
        adminState: 12,
        operationalState: 2,
        weight: 7,
        checkState: 6,
        agentState: 0,
        checkPort: 0,
        usesSsl: false,
        fqdn: "unassigned.invalid",
      },
      expect.objectContaining({ backend: "own", address: "-", adminState: 5, fqdn: undefined }),
    ]);
  });

  it("requests one backend, or all", () => {
    expect(showServersState().line).toBe("show servers state");
    expect(showServersState("pool_1").line).toBe("show servers state pool_1");
  });

  it.each([
    ["another version", header.replace(/^1/, "2"), "MALFORMED_REPLY"],
    ["a column less", header.replace(" srv_port", ""), "MALFORMED_REPLY"],
    ["no table", "", "MALFORMED_REPLY"],
  ])("refuses %s", (_what, text, code) => {
    expect(() => parse(showServersState(), text)).toThrow(expect.objectContaining({ code }));
  });

  it("reports a missing backend as HAProxy's refusal", () => {
    expect(() => parse(showServersState("x"), "Can't find backend.", 3)).toThrow(
      expect.objectContaining({ code: "REJECTED" }),
    );
  });
});
