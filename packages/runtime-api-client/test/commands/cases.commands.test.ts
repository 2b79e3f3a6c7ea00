import { describe, expect, it } from "vitest";
import {
  acmeRenew,
  acmeStatus,
  dumpSslCert,
  experimentalMode,
  getVar,
  setRateLimit,
  setServerAgentAddress,
  setServerAgentPort,
  setServerAgentText,
  setServerCheckAddress,
  setServerMaxConnections,
  setSslTlsKey,
  setVar,
  showEnv,
  showFds,
  showPeers,
  showPools,
  showQuic,
  showResolvers,
  showSslOcspResponse,
  showSslOcspResponses,
  showSslOcspUpdates,
  showThreads,
  showTlsKeys,
  shutdownFrontend,
  updateSslOcspResponse,
} from "../../src/index.js";
import { expectUnsafe, expectWrites } from "../expect-commands.js";
import { parse } from "../reply-of.js";

const malformed = expect.objectContaining({ code: "MALFORMED_REPLY" });
const s = { backend: "p", server: "s" };
const key = Buffer.alloc(48, 7);

describe("LI5 commands that change something", () => {
  expectWrites([
    [setServerMaxConnections({ ...s, connections: 5 }), "set maxconn server p/s 5", ""],
    [setRateLimit("ssl-sessions", 9), "set rate-limit ssl-sessions global 9", ""],
    [setServerAgentAddress({ ...s, address: "a.example" }), "set server p/s agent-addr a.example", ""],
    [setServerAgentAddress({ ...s, address: "::1", port: 7 }), "set server p/s agent-addr ::1 port 7", ""],
    [setServerAgentPort({ ...s, port: 7 }), "set server p/s agent-port 7", ""],
    [setServerAgentText({ ...s, text: "hi you" }), "set server p/s agent-send hi\\ you", ""],
    [setServerCheckAddress({ ...s, address: "::1" }), "set server p/s check-addr ::1", ""],
    [
      setServerCheckAddress({ ...s, address: "10.0.0.1", port: 9 }),
      "set server p/s check-addr 10.0.0.1 port 9",
      "",
    ],
    [shutdownFrontend("w x"), "shutdown frontend w\\ x", "", "[5]: Frontend was already shut down."],
    [experimentalMode(), "experimental-mode on", ""],
    [setVar("proc.a", { expression: "int(5)" }), "set var proc.a expr int(5)", ""],
    [setVar("proc.a", { format: "%[date] x" }), "set var proc.a fmt %[date]\\ x", ""],
    [acmeRenew("a.pem"), "acme renew a.pem", ""],
    [updateSslOcspResponse("a.pem"), "update ssl ocsp-response a.pem", "", "OCSP Response Data:\n    x"],
    [
      setSslTlsKey("keys", key),
      `set ssl tls-key keys ${key.toString("base64")}`,
      "[6]: TLS ticket key updated!",
    ],
  ]);
  expectUnsafe([
    ["a negative number of connections", () => setServerMaxConnections({ ...s, connections: -1 })],
    ["a rate that is no number: HAProxy reads it as no limit", () => setRateLimit("sessions", Number.NaN)],
    ["an unknown limit", () => setRateLimit("all" as "sessions", 1)],
    ["port 99999", () => setServerAgentPort({ ...s, port: 99_999 })],
    ["a name for health checks", () => setServerCheckAddress({ ...s, address: "a.example" })],
    ["half a ticket key", () => setSslTlsKey("keys", key.subarray(24))],
    ["a certificate's transaction", () => updateSslOcspResponse("*a.pem")],
  ]);

  it("keeps the ticket key out of what messages and traces show", () => {
    expect(setSslTlsKey("keys", key).shown).toBe("set ssl tls-key keys …");
  });
});

describe("LI5 commands that read", () => {
  it("OCSP responses, before HAProxy 2.8 and since", () => {
    const head = "# Certificate IDs\n";
    const rest = " Certificate ID:\n   Issuer Name Hash: BF\n   Serial Number: 01\n\n";
    expect(showSslOcspResponses()).toMatchObject({ line: "show ssl ocsp-response", kind: "read" });
    expect(
      parse(
        showSslOcspResponses(),
        `${head}Certificate ID key : 303a\n${rest}Certificate ID key : 304b\nCertificate path : /b.pem\n${rest}`,
      ),
    ).toEqual([
      { id: "303a", file: undefined, serial: "01" },
      { id: "304b", file: "/b.pem", serial: "01" },
    ]);
    expect(parse(showSslOcspResponses(), head)).toEqual([]);
    expect(() => parse(showSslOcspResponses(), `${head}Certificate ID key : 303a\n`)).toThrow(malformed);

    const text =
      "OCSP Response Data:\n    OCSP Response Status: successful (0x0)\n    Certificate ID:\n      Serial Number: 0A\n" +
      "    Cert Status: revoked\n    This Update: Nov 23 13:09:02 2026 GMT\n";
    expect(showSslOcspResponse("/a b.pem").line).toBe("show ssl ocsp-response /a\\ b.pem");
    expect(parse(showSslOcspResponse("303a"), text)).toEqual({
      certStatus: "revoked",
      serial: "0A",
      thisUpdate: new Date("2026-11-23T13:09:02Z"),
      nextUpdate: undefined,
      text,
    });
    expect(() => parse(showSslOcspResponse("303a"), "OCSP Response Data:\n")).toThrow(malformed);
  });

  it("updates of OCSP responses", () => {
    const head =
      "OCSP Certid | Path | Next Update | Last Update | Successes | Failures | Last Update Status | Last Update Status (str)\n";
    expect(showSslOcspUpdates().line).toBe("show ssl ocsp-updates");
    expect(
      parse(
        showSslOcspUpdates(),
        `${head}303b | /c.pem | 30/Jan/2026:00:08:09 +0000 | - | 0 | 1 | 2 | HTTP error\n`,
      ),
    ).toEqual([
      {
        id: "303b",
        file: "/c.pem",
        nextUpdate: new Date("2026-01-30T00:08:09Z"),
        lastUpdate: undefined,
        successes: 0,
        failures: 1,
        status: 2,
        statusText: "HTTP error",
      },
    ]);
    expect(parse(showSslOcspUpdates(), head)).toEqual([]);
    expect(() => parse(showSslOcspUpdates(), "nonsense")).toThrow(malformed);
    expect(() => parse(showSslOcspUpdates(), `${head}303b | /c.pem`)).toThrow(malformed);
  });

  it("certificates by ACME, also one that is renewed now", () => {
    const head =
      "# certificate\tsection\tstate\texpiration date (UTC)\texpires in\tscheduled date (UTC)\tscheduled in\n";
    expect(acmeStatus().line).toBe("acme status");
    expect(
      parse(
        acmeStatus(),
        `${head}a.pem\tLE\tScheduled\t2026-08-04T11:50:54Z\t89d 23h\t2026-07-27T23:50:55Z\t82d 11h\nb.pem\tLE\tRunning\t2026-08-04T11:50:54Z\t89d\t-\t-\n`,
      ),
    ).toEqual([
      {
        file: "a.pem",
        section: "LE",
        state: "Scheduled",
        expiresAt: new Date("2026-08-04T11:50:54Z"),
        scheduledAt: new Date("2026-07-27T23:50:55Z"),
      },
      expect.objectContaining({ file: "b.pem", state: "Running", scheduledAt: undefined }),
    ]);
    expect(() => parse(acmeStatus(), "nonsense")).toThrow(malformed);
  });

  it("the PEM of a certificate, and never part of one in a message", () => {
    const pem = "-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n";
    expect(dumpSslCert("a.pem").line).toBe("dump ssl cert a.pem");
    expect(parse(dumpSslCert("a.pem"), `${pem}\n`)).toBe(pem);
    expect(() => parse(dumpSslCert("a.pem"), "MIGH")).toThrow(
      expect.objectContaining({ code: "MALFORMED_REPLY", message: expect.not.stringContaining("MIGH") }),
    );
  });

  it("TLS ticket keys and variables", () => {
    expect(showTlsKeys().line).toBe("show tls-keys");
    expect(parse(showTlsKeys(), "# id (file)\n0 (/a)\n12 (/b (c))\n")).toEqual([
      { id: 0, file: "/a" },
      { id: 12, file: "/b (c)" },
    ]);
    expect(() => parse(showTlsKeys(), "nonsense")).toThrow(malformed);

    expect(getVar("proc.a").line).toBe("get var proc.a");
    expect(parse(getVar("proc.a"), "proc.a: type=str value=<a> b>", 6)).toEqual({
      type: "str",
      value: "a> b",
    });
    expect(parse(getVar("proc.a"), "proc.a: type=str value=<>", 6)).toEqual({ type: "str", value: "" });
    expect(parse(getVar("proc.a"), "Variable not found.", 3)).toBeUndefined();
    expect(() => parse(getVar("proc.a"), "Permission denied", 3)).toThrow(
      expect.objectContaining({ code: "REJECTED" }),
    );
    expect(() => parse(getVar("proc.a"), "nonsense", 6)).toThrow(malformed);
  });

  it("resolvers and peers", () => {
    const counters =
      "  sent:        7\n  valid:       5\n  timeout:     1\n  refused:     0\n  nx:          3\n";
    expect(showResolvers({ section: "d n" }).line).toBe("show resolvers d\\ n");
    expect(showResolvers().line).toBe("show resolvers");
    const sections = parse(
      showResolvers(),
      `Resolvers section a\n nameserver x:\n${counters} nameserver y:\n${counters}\nResolvers section b\n`,
    );
    expect(sections).toEqual([
      {
        name: "a",
        nameServers: ["x", "y"].map((name) =>
          expect.objectContaining({ name, sent: 7, valid: 5, timedOut: 1, refused: 0 }),
        ),
      },
      { name: "b", nameServers: [] },
    ]);
    expect(sections[0]?.nameServers[0]?.counters.get("nx")).toBe(3);
    expect(() => parse(showResolvers(), "Resolvers section a\n nameserver x:\n  sent: 7\n")).toThrow(
      malformed,
    );
    expect(() => parse(showResolvers(), "Resolvers section a\n nameserver x:\n  sent: many\n")).toThrow(
      malformed,
    );

    const peers =
      "0x5561: [26/Nov/2026:12:01:10] id=mates disabled=0 flags=0x33 resync_timeout=<PAST> task_calls=196\n" +
      "  0x5562: id=far(remote,active) addr=ipv4:10.0.0.7:10000 last_status=ESTA last_hdshk=2s\n" +
      "        reconnect=2s heartbeat=<NEVER> new_conn=98 proto_err=0 coll=0\n        flags=0x0\n" +
      "        shared tables:\n          0x5563 local_id=1 id=clients flags=0x0\n";
    expect(showPeers().line).toBe("show peers");
    expect(showPeers({ section: "dict" }).line).toBe("show peers - dict");
    const [mates] = parse(showPeers(), peers);
    expect(mates).toMatchObject({
      name: "mates",
      disabled: false,
      peers: [{ name: "far", local: false, active: true, address: "ipv4:10.0.0.7:10000", status: "ESTA" }],
    });
    expect(mates?.peers[0]?.raw.get("new_conn")).toBe("98");
    expect(mates?.peers[0]?.raw.has("local_id")).toBe(false);
    expect(parse(showPeers(), "")).toEqual([]);
    expect(() => parse(showPeers(), "nonsense")).toThrow(malformed);
    expect(() => parse(showPeers(), `${peers}  0x5564: nonsense\n`)).toThrow(malformed);
  });

  it("what is inside of the process", () => {
    expect(showEnv().line).toBe("show env");
    expect(parse(showEnv(), "HOME=/root\nA=b=c\nEMPTY=\n")).toEqual(
      new Map([
        ["HOME", "/root"],
        ["A", "b=c"],
        ["EMPTY", ""],
      ]),
    );
    const row = "      6 : st=0x12(Cl heopI) ref=0 iocb=0x55(f) l.st=RDY fe=web fam=unix";
    expect(showFds().line).toBe("show fd");
    expect(parse(showFds(), `${row}\n      7 : st=0x1\n`)).toEqual([
      { fd: 6, frontend: "web", raw: row },
      { fd: 7, frontend: undefined, raw: "      7 : st=0x1" },
    ]);
    expect(() => parse(showFds(), "nonsense")).toThrow(malformed);

    const pools =
      "Dumping pools usage. Use SIGQUIT to flush them.\n" +
      "  - Pool h2s (184 bytes) : 82 allocated (15088 bytes), 80 used (~59 by thread caches), needed_avg 78, 0 failures, 6 users, @0x5 [SHARED]\n" +
      "  - Pool qcs (408 bytes/8) : 1 allocated (408 bytes), 0 used (~0 by thread caches), needed_avg 0, 2 failures, 1 users, @0x7\n" +
      "Total: 2 pools, 15496 bytes allocated, 15088 used (~1 by thread caches).\n";
    expect(showPools().line).toBe("show pools");
    expect(parse(showPools(), pools)).toEqual([
      { name: "h2s", objectBytes: 184, allocated: 82, allocatedBytes: 15_088, used: 80, failures: 0 },
      { name: "qcs", objectBytes: 408, allocated: 1, allocatedBytes: 408, used: 0, failures: 2 },
    ]);
    expect(() => parse(showPools(), "  - Pool h2s")).toThrow(malformed);

    expect(showThreads().line).toBe("show threads");
    expect(parse(showThreads(), "* Thread 1 : x")).toBe("* Thread 1 : x");
    expect(showQuic().line).toBe("show quic");
    expect(parse(showQuic(), "# conn/frontend  state\n0x7f[01]/web ESTAB\n")).toEqual(["0x7f[01]/web ESTAB"]);
  });
});
