// Cases LI2, LI3 and LI4 of the field, with a real HAProxy.
import { join } from "node:path";
import { request, startHaproxy, type TestHaproxy, until } from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  createMasterCliClient,
  createRuntimeApiClient,
  type FollowGap,
  type RuntimeApiClient,
  setServerWeight,
  showInfo,
  showProcesses,
  showStat,
  unwrapAll,
} from "../src/index.js";
import { fixture } from "./haproxy.js";

const LIMIT_MS = 10_000;
const STATS_TIMEOUT_MS = 200;

let haproxy: TestHaproxy;
let client: RuntimeApiClient;

beforeAll(async () => {
  haproxy = await startHaproxy({
    files: { "a.pem": fixture("a.pem") },
    config: ({ dir, runtimeSocket, httpSocket }) => `global
  stats socket ${runtimeSocket} level admin
  stats timeout ${STATS_TIMEOUT_MS}ms
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
ring events
  format raw
  size 65536
frontend web
  bind unix@${httpSocket}
  log ring@events format raw local0
  log-format %HP
frontend traffic
  bind unix@${dir}/traffic.sock
  default_backend pool
backend pool
  server s unix@${dir}/origin.sock
frontend origin
  bind unix@${dir}/origin.sock
  http-request return status 404 if { path /404 }
  http-request return status 200
frontend tls
  bind unix@${dir}/tls.sock ssl crt ${dir}/a.pem
`,
  });
  client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
});
afterAll(() => haproxy[Symbol.asyncDispose]());

const ask = (path: string, socketPath = haproxy.httpSocket) =>
  request({ socketPath }, { host: "a.test", path });
const at = (name: string) => ({ address: { path: join(haproxy.dir, name) } });

/** Follows in the background; `events` and gaps in the order in which they were read. */
function follower(signal: AbortSignal) {
  const seen: string[] = [];
  const onGap = (gap: FollowGap) => void seen.push(`(${gap})`);
  const ended = (async () => {
    for await (const text of client.follow("events", { onGap, signal })) {
      if (text.startsWith("/")) seen.push(text); // and not: Proxy web stopped
    }
  })();
  /** Asks for one path after another, until an event arrives. */
  const begun = async () => {
    let asked = 0;
    await until("an event", LIMIT_MS, async () => {
      await ask(`/begin-${asked++}`);
      return seen.length > 0;
    });
    await until("all of them", LIMIT_MS, async () => seen.at(-1) === `/begin-${asked - 1}`);
    return seen.splice(0);
  };
  const hasSeen = (text: string) => until(text, LIMIT_MS, async () => seen.includes(text));
  return { seen, ended, begun, hasSeen };
}

it("LI2 follows through silence, without a gap", async () => {
  const caller = new AbortController();
  const { seen, ended, begun, hasSeen } = follower(caller.signal);
  const silence = async () => {
    const from = performance.now();
    await until(
      "more than the timeout",
      LIMIT_MS,
      async () => performance.now() > from + 2 * STATS_TIMEOUT_MS,
    );
  };

  await silence();
  expect(await begun()).not.toContain("(closed)");
  await silence();
  await ask("/after-silence");
  await hasSeen("/after-silence");
  caller.abort();

  await expect(ended).rejects.toMatchObject({ code: "CANCELLED" });
  expect(seen).toEqual(["/after-silence"]);
});

it("LI2 follows the new worker after a reload, from its first event, and says that some may be missing", async () => {
  const caller = new AbortController();
  const { seen, ended, begun, hasSeen } = follower(caller.signal);
  await begun();
  await ask("/old");
  await hasSeen("/old");

  await haproxy.reload();
  await ask("/first-of-new");
  await hasSeen("/first-of-new");
  await haproxy.reload();
  await ask("/first-of-third");
  await hasSeen("/first-of-third");
  caller.abort();

  await expect(ended).rejects.toMatchObject({ code: "CANCELLED" });
  expect(seen).toEqual(["/old", "(reloaded)", "/first-of-new", "(reloaded)", "/first-of-third"]);
});

it("LI3 recognizes HAProxy's own ports and sockets: no command was run", async () => {
  const weight = setServerWeight({ backend: "pool", server: "s", weight: 1 });
  const refused = (message: string) => ({
    code: "WRONG_PEER",
    outcomeUnknown: false,
    message: expect.stringContaining(message),
  });

  for (const [name, looks] of [
    ["http.sock", "an HTTP server"],
    ["tls.sock", "a TLS server"],
    ["master.sock", "HAProxy's master CLI"],
  ] as const) {
    const other = createRuntimeApiClient(at(name));
    await expect(other.execute(weight)).rejects.toMatchObject(
      refused(`it looks like ${looks}, and responded`),
    );
    await expect(other.follow("events")[Symbol.asyncIterator]().next()).rejects.toMatchObject(
      refused("is not HAProxy's Runtime API"),
    );
  }
  const master = createMasterCliClient(at("runtime.sock"));
  const looks = refused("it looks like a stats socket of HAProxy");
  await expect(master.execute(showProcesses())).rejects.toMatchObject(looks);
  await expect(master.reload()).rejects.toMatchObject(looks);
  await expect(master.worker("current").execute(weight)).rejects.toMatchObject(looks);
});

it("LI4 has typed rows of servers, and the values of a batch in one go", async () => {
  for (const path of ["/", "/404", "/"]) await ask(path, join(haproxy.dir, "traffic.sock"));
  const counted = async () => {
    const [info, rows] = unwrapAll(
      await client.batch([showInfo(), showStat({ proxy: "pool", kinds: ["server"] })]),
    );
    const [server] = rows;
    return { version: info.version, rows: rows.length, server };
  };
  await until("all are counted", LIMIT_MS, async () => ((await counted()).server?.totalRequests ?? 0) === 3);

  const { version, rows, server } = await counted();
  expect([version, rows]).toEqual([expect.stringMatching(/^\d/), 1]);
  expect({ ...server }).toMatchObject({
    kind: "server",
    proxy: "pool",
    name: "s",
    responses: { "1xx": 0, "2xx": 2, "3xx": 0, "4xx": 1, "5xx": 0, other: 0 },
    times: {
      queueMs: 0,
      connectMs: expect.any(Number),
      responseMs: expect.any(Number),
      totalMs: expect.any(Number),
    },
    connectionErrors: 0,
    responseErrors: 0,
    lastChangeSec: expect.any(Number),
    lastSessionSec: expect.any(Number),
  });
  const results = await client.batch([showInfo(), showStat({ proxy: "nope" })]);
  expect(() => unwrapAll(results)).toThrow(expect.objectContaining({ code: "REJECTED" }));
  expect(results[1].ok ? undefined : results[1].error.reason).toContain("No such proxy");
});
