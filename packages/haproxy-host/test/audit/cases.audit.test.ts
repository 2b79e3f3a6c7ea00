import { describe, expect, it } from "vitest";
import { auditConfig } from "../../src/index.js";

const MAP = "/opt/haproxy/conf/domains.map";
const settings = {
  pools: { count: 2, slots: 3 },
  mapFile: MAP,
  stateFile: "/opt/haproxy/data/servers.state",
  certsDir: "/opt/haproxy/certs",
  runtime: { port: 9999 },
};
const GLOBAL = `global
  stats socket ipv4@127.0.0.1:9999 level admin
  server-state-file /opt/haproxy/data/servers.state
`;
const FRONTEND = `frontend web
  bind :443 ssl crt /opt/haproxy/certs
  http-request set-var(txn.host) req.hdr(host),host_only,lower
  http-request set-var(txn.pool) var(txn.host),map_str(${MAP})
  http-request set-var(txn.suffix) var(txn.host),regsub('^[^.]*','') if !{ var(txn.pool) -m found }
  http-request set-var(txn.pool) var(txn.suffix),map_str(${MAP}) if !{ var(txn.pool) -m found }
  use_backend %[var(txn.pool)] if { var(txn.pool) -m found }
`;
const POOLS = [1, 2]
  .map((n) => `backend pool_${n}\n  server-template pool_${n}_ 1-3 unassigned.invalid:80\n`)
  .join("");
const DEFAULTS = `defaults
  mode http
  load-server-state-from-file global
`;
const SLOTS = "  default-server init-addr last,0.0.0.0 check disabled\n";

const audit = (text: string, more: Partial<Parameters<typeof auditConfig>[1]> = {}) =>
  auditConfig(text, { ...settings, ...more });
const found = (text: string) => audit(text).map(({ severity, message }) => `${severity}: ${message}`);

describe("HA5 default-server and defaults count as in HAProxy", () => {
  const NO_INIT = "no init-addr, so a reload loses the address";
  const LOST = expect.stringContaining(NO_INIT);

  it.each<[string, string]>([
    ["in defaults", GLOBAL + DEFAULTS + SLOTS + FRONTEND + POOLS],
    [
      "in a pool, above its servers",
      GLOBAL + DEFAULTS + FRONTEND + POOLS.replaceAll(/^backend .*\n/gm, `$&${SLOTS}`),
    ],
    [
      "in a named defaults section, and in one that is made from it",
      `${GLOBAL + DEFAULTS.replace("defaults", "defaults base") + SLOTS}defaults sites from base\n${
        FRONTEND
      }defaults other\n  mode http\n${POOLS.replaceAll(/^(backend .*)\n/gm, "$1 from sites\n")}`,
    ],
    [
      "with negations that the lines of the servers negate again",
      `${GLOBAL + DEFAULTS + SLOTS}  default-server no-check enabled\n${FRONTEND}${POOLS.replaceAll(":80", ":80 check disabled")}`,
    ],
    [
      "as words of other keywords",
      GLOBAL + DEFAULTS + SLOTS + FRONTEND + POOLS.replaceAll(":80", ":80 cookie enabled namespace no-check"),
    ],
    [
      "with pools that are listen sections",
      GLOBAL + DEFAULTS + SLOTS + FRONTEND + POOLS.replaceAll("backend", "listen"),
    ],
    [
      "with servers of the operator's own in a pool",
      `${GLOBAL + DEFAULTS + SLOTS + FRONTEND + POOLS}  server backup 192.0.2.1:80 enabled no-check backup\n`,
    ],
    [
      "with a frontend that is disabled",
      `${GLOBAL + DEFAULTS + SLOTS + FRONTEND}frontend old\n  disabled\n  use_backend %[hdr(host),map_dom(${MAP})]\n${POOLS}`,
    ],
    [
      "with variables whose values only HAProxy knows",
      (GLOBAL + DEFAULTS + SLOTS + FRONTEND + POOLS)
        .replace("ipv4@127.0.0.1:9999", `"\${SOCKET}"`)
        .replace("/opt/haproxy/data/servers.state", '"$STATE"')
        .replace("last,0.0.0.0", '"$INIT"')
        .replace("/opt/haproxy/certs", `"\${CERTS}"`),
    ],
    [
      "set by setenv",
      (GLOBAL + DEFAULTS + SLOTS + FRONTEND + POOLS)
        .replace("global\n", "global\n  setenv DATA /opt/haproxy/data\n")
        .replace("/opt/haproxy/data/servers.state", `"\${DATA}/servers.state"`),
    ],
  ])("%s", (_where, text) => {
    expect(found(text)).toEqual([]);
  });

  it("reports what HAProxy does not apply: default-server below the servers, and a defaults section of others", () => {
    expect(found(`${GLOBAL + DEFAULTS + FRONTEND + POOLS}${SLOTS}`)[0]).toEqual(LOST);
    expect(
      found(GLOBAL + DEFAULTS + SLOTS + FRONTEND + DEFAULTS.replace("defaults", "defaults late") + POOLS)[0],
    ).toEqual(LOST);
  });

  it("takes no keyword for a slot's that is overridden", () => {
    const text = GLOBAL + DEFAULTS + SLOTS + FRONTEND + POOLS.replaceAll(":80", ":80 init-addr none enabled");

    expect(audit(text)).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/^6 slots of pool_1 to pool_2: init-addr none .*; not disabled, /),
        remedy:
          "in the server-template lines of pool_1 to pool_2: replace init-addr none with init-addr last,0.0.0.0, and replace enabled with disabled",
      }),
    ]);
  });

  it("names the conditions that it assumes, if anything is found", () => {
    const text = GLOBAL + DEFAULTS + SLOTS + FRONTEND + POOLS;
    const conditional = text.replace(
      SLOTS,
      `.if feature(LUA)\n${SLOTS}.else\n  default-server enabled\n.endif\n`,
    );

    expect(found(conditional)).toEqual([]);
    expect(found(conditional.replace("last,0.0.0.0", "none"))).toEqual([
      expect.stringContaining("init-addr none"),
      expect.stringContaining("assumes that this condition is true"),
    ]);
  });

  it("reads the files of a folder as one configuration, and names the file", () => {
    const files = [
      { file: "10-base.cfg", text: GLOBAL + DEFAULTS + SLOTS + FRONTEND },
      { file: "20-pools.cfg", text: POOLS.replace("unassigned.invalid", "0.0.0.0") },
    ];

    expect(auditConfig(files, settings)).toEqual([
      expect.objectContaining({
        file: "20-pools.cfg",
        line: 2,
        remedy: "replace line 2 of 20-pools.cfg with: server-template pool_1_ 1-3 unassigned.invalid:80",
      }),
    ]);
  });
});

describe("HA6 one finding for each cause", () => {
  const slots = (address: (n: number, slot: number) => string) =>
    Array.from({ length: 100 }, (_, i) =>
      [`backend pool_${i + 1}`]
        .concat(
          Array.from(
            { length: 10 },
            (_, k) => `  server pool_${i + 1}_${k + 1} ${address(i + 1, k + 1)} check disabled`,
          ),
        )
        .join("\n"),
    ).join("\n");
  const auditAll = (text: string) => audit(text, { pools: { count: 100, slots: 10 } });

  it("100 pools of 10 lines with the address 0.0.0.0:80", () => {
    const [finding, ...others] = auditAll(GLOBAL + DEFAULTS + FRONTEND + slots(() => "0.0.0.0:80"));

    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: "error",
      line: 15,
      message:
        "1,000 slots of pool_1 to pool_100: 0.0.0.0 is not a host name, so a reload restores the port and loses the address; " +
        "no init-addr, so a reload loses the address",
      remedy:
        "in the server lines of pool_1 to pool_100: replace 0.0.0.0:80 with unassigned.invalid:80 init-addr last,0.0.0.0",
    });
    expect(finding?.lines).toHaveLength(1_000);
  });

  it("addresses that all differ, pools that miss the same slots, and half of the pools", () => {
    expect(auditAll(GLOBAL + DEFAULTS + SLOTS + FRONTEND + slots((n, k) => `192.0.2.${n}:${k}`))).toEqual([
      expect.objectContaining({
        remedy: "in the server lines of pool_1 to pool_100: replace the address with unassigned.invalid:80",
      }),
    ]);
    const few = slots(() => "x.invalid:80 init-addr last,0.0.0.0").replaceAll(
      /^.*_(?:4|[6-9]|10) x.*\n?/gm,
      "",
    );
    expect(auditAll(GLOBAL + DEFAULTS + FRONTEND + few)).toEqual([
      expect.objectContaining({
        message: "pool_1 to pool_100 have no slots 4, 6-10",
        remedy: expect.stringMatching(
          /^add to each of pool_1 to pool_100: server-template pool_N_ 4-4 .* \/ server-template pool_N_ 6-10 /,
        ),
      }),
    ]);
    const half = slots(() => "x.invalid:80 init-addr last,0.0.0.0").split("backend pool_51\n")[0] ?? "";
    expect(auditAll(GLOBAL + DEFAULTS + FRONTEND + half)).toEqual([
      expect.objectContaining({
        message: "50 of 100 pools are missing: pool_51 to pool_100",
        remedy: expect.stringMatching(/^append for each N of 51-100: backend pool_N \/ /),
        hint: "pool-count",
      }),
    ]);
  });
});

it.each(["1-1000000000", "1-9999999999", "1-99999999999999999999999"])(
  "does not expand a template of %s servers",
  (range) => {
    const config = `${GLOBAL}${DEFAULTS}${FRONTEND}backend pool_1\n  server-template pool_1_ ${range} x.invalid:80 check disabled init-addr last,0.0.0.0\n`;

    expect(audit(config, { pools: { count: 1, slots: 2 } })).toEqual([
      expect.objectContaining({ message: "pool_1 has no slots 1-2" }),
    ]);
  },
);

describe("HA20 open files", () => {
  const pools = (count: number) =>
    Array.from(
      { length: count },
      (_, i) =>
        `backend pool_${i + 1}\n  server-template pool_${i + 1}_ 1-10 x.invalid:80 check disabled init-addr last,0.0.0.0\n`,
    ).join("");
  const auditWith = (count: number, files: number, global = "", isRunning?: boolean) =>
    audit(GLOBAL + global + DEFAULTS + FRONTEND + pools(count), {
      pools: { count, slots: 10 },
      limits: { files, threads: 2, isRunning },
    }).map(({ severity, message, remedy }) => `${severity}: ${message} → ${remedy}`);

  it("are too few to start for 2,000 pools of 10, and for few connections with 1,900", () => {
    expect(auditWith(2_000, 20_000)).toEqual([
      "error: HAProxy does not start: it needs 20,251 open files for 20,000 servers with a health check, and may open 20,000 → " +
        "let HAProxy open 25000 files: LimitNOFILE=25000 in its systemd unit, or --ulimit nofile=25000:25000 of podman run; or have fewer pools",
    ]);
    expect(auditWith(1_900, 20_000)).toEqual([
      expect.stringMatching(
        /^warning: HAProxy accepts only 474 connections at a time: 19,000 servers with a health check leave/,
      ),
    ]);
    expect(auditWith(1_900, 24_000)).toEqual([]);
  });

  it("are a warning where HAProxy starts with too few, or has started with them", () => {
    expect(auditWith(2_000, 20_000, "  no strict-limits\n")).toEqual([
      expect.stringMatching(
        /^warning: HAProxy starts, and runs out of open files: it needs 20,251 open files/,
      ),
    ]);
    expect(auditWith(2_000, 20_000, "", true)).toEqual([
      expect.stringMatching(
        /^warning: HAProxy is running, and may not start again: it needs 20,251 open files/,
      ),
    ]);
    expect(auditWith(2_000, 20_000, "  no strict-limits\n  strict-limits\n", false)).toEqual([
      expect.stringMatching(/^error: HAProxy does not start: /),
    ]);
  });

  it("are counted with maxconn, nbthread and ulimit-n of the configuration", () => {
    expect(auditWith(1_900, 24_000, "  maxconn 4000\n  nbthread 8\n")[0]).toMatch(
      /^error: HAProxy does not start: it needs 27,069 open files/,
    );
    expect(auditWith(1_900, 20_000, "  ulimit-n 30000\n  maxconn 4000\n")).toEqual([]);
    expect(auditWith(2, 250, "  maxconn 20\n")).toEqual([]);
  });
});
