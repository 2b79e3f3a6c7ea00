import { expect, it } from "vitest";
import { listFrontends } from "../../src/tools/catalog/monitoring/list-frontends.js";
import { setServerState } from "../../src/tools/catalog/servers/set-server-state.js";
import { describeOutcome } from "../../src/tools/drift-fields.js";
import { describeServer } from "../../src/tools/server-fields.js";
import { describeTraffic } from "../../src/tools/traffic-fields.js";

const traffic = {
  sessions_current: 1,
  sessions_max: 1,
  sessions_total: 1,
  requests_total: 1,
  bytes_in: 1,
  bytes_out: 2,
  responses: {},
  rates: { requests_per_sec: 1, sessions_per_sec: 1, bytes_in_per_sec: 1, bytes_out_per_sec: 1 },
};

it("HA21 numbers agree with their nouns, also in rates", () => {
  expect(describeTraffic(traffic)).toBe(
    "1 request, 1 byte in, 2 bytes out, 1 session (most 1, total 1), 1 request/s, 1 session/s, 1 byte/s in, 1 byte/s out",
  );
  const frontend = {
    name: "http",
    status: "OPEN",
    session_limit: 9,
    sessions_per_sec: 1,
    requests_per_sec: 1,
    ...traffic,
  };
  expect(listFrontends.summarise({ frontends: [frontend] })).toMatch(
    /, at most 9 sessions, 1 session\/s, 1 request\/s$/,
  );
});

it("HA21 a server is draining, not drain", () => {
  const server = { slot: 1, name: "pool_1_1", ip: "127.0.0.1", http_port: 80, weight: 1 };
  const said = (state: "ready" | "drain" | "maint") =>
    setServerState.summarise({
      domain: "demo.localhost",
      pool: "pool_1",
      server: { ...server, state },
      previous_state: "ready",
      sessions: 0,
    });

  expect(said("drain")).toBe("demo.localhost slot 1 127.0.0.1:80 is set to drain (before: ready)");
  expect(describeServer({ ...server, state: "drain" })).toBe("slot 1 127.0.0.1:80 draining");
  expect(describeServer({ ...server, state: "maint" })).toBe("slot 1 127.0.0.1:80 in maintenance");
});

it("HA21 a restore with nothing left to do says that HAProxy matches the files", () => {
  expect(describeOutcome(0, 0)).toBe("HAProxy matches the files");
  expect(describeOutcome(1, 0)).toBe("1 difference repaired, 0 left");
  expect(describeOutcome(0, 2)).toBe("0 differences repaired, 2 left");
});
