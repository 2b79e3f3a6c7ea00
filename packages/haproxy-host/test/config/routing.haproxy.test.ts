import { request, startBackend, startHaproxy } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { configOf } from "../pools.js";

const MAP = `exact.example.test pool_1
.example.test pool_2
.b.example.test pool_3
empty.example.org pool_4
`;

/** Each host with the server that responds, or the status of HAProxy's own response. */
const ROUTES: readonly [host: string, answer: string | number][] = [
  ["exact.example.test", "one"],
  ["EXACT.Example.TEST", "one"],
  ["exact.example.test:8080", "one"],
  ["exact.example.test.", "one"],
  ["exact.example.test.:8080", "one"],
  ["a.example.test", "two"],
  ["a.exact.example.test", "two"],
  ["a.b.c.example.test", "two"],
  ["a.b.c.d.e.example.test", "two"],
  ["a.b.c.d.e.f.example.test", 404],
  ["b.example.test", "two"],
  ["a.b.example.test", "three"],
  ["x.y.a.b.example.test", "three"],
  ["example.test", 404],
  ["notexample.test", 404],
  ["empty.example.org", 503],
  ["unknown.example.org", 404],
  ["[::1]", 404],
  ["[::1]:8080", 404],
  ["127.0.0.1", 404],
];

it("routes every host to its pool", async () => {
  await using haproxy = await startHaproxy({ config: configOf, files: { "domains.map": MAP } });
  await using one = await startBackend({ name: "one" });
  await using two = await startBackend({ name: "two", host: "::1" });
  await using three = await startBackend({ name: "three" });
  for (const [i, { ip, port }] of [one, two, three].entries()) {
    const server = `pool_${i + 1}/pool_${i + 1}_1`;
    await haproxy.runtime(`set server ${server} addr ${ip} port ${port}; set server ${server} state ready`);
  }

  const answers = await Promise.all(
    ROUTES.map(async ([host]) => {
      const { status, body } = await request({ socketPath: haproxy.httpSocket }, { host });
      return [host, status === 200 ? body : status];
    }),
  );

  expect(answers).toEqual(ROUTES);
});

it("evaluates nothing that a client sends", async () => {
  await using haproxy = await startHaproxy({ config: configOf });

  const { status } = await request({ socketPath: haproxy.httpSocket }, { host: "%[env(PATH)]" });

  // HAProxy 3.x rejects such a name
  expect([400, 404]).toContain(status);
});

it("explains in the body that a name is not served here", async () => {
  await using haproxy = await startHaproxy({ config: configOf });

  const { status, body, headers } = await request(
    { socketPath: haproxy.httpSocket },
    { host: "a.example.test" },
  );

  expect({ status, body }).toEqual({ status: 404, body: "No domain of this name is served here.\n" });
  expect(headers["content-type"]).toBe("text/plain");
});

it("is accepted by HAProxy without a warning, for one slot and for 100 pools of 10", async () => {
  for (const pools of [
    { count: 1, slots: 1 },
    { count: 100, slots: 10 },
  ]) {
    await using haproxy = await startHaproxy({
      config: (paths) => configOf(paths, pools),
      files: { "servers.state": "1\n# be_id be_name srv_id srv_name\n" },
    });

    const servers = await haproxy.runtime("show servers state");

    expect(servers.match(/^\d+ pool_/gm)).toHaveLength(pools.count * pools.slots);
    // 3.4 warns when it is started as root
    const said = haproxy
      .output()
      .split("\n")
      .filter((text) => !text.includes("HAProxy was started as"));
    expect(said.join("\n")).not.toMatch(/WARNING|ALERT/);
  }
});

it("restores address, port, weight and state from the state file alone, before the first request", async () => {
  await using six = await startBackend({ name: "six", host: "::1" });
  const header =
    "# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port";
  const row = (name: string, ip: string, admin: number, weight: number, port: number) =>
    `0 pool_1 0 ${name} ${ip} 2 ${admin} ${weight} 1 0 1 0 2 6 0 0 0 unassigned.invalid ${port} - 0 0 - - 0`;
  const rows = [
    row("pool_1_1", "::1", 4, 7, six.port),
    row("pool_1_2", "127.0.0.1", 12, 1, 81),
    row("pool_1_3", "127.0.0.2", 5, 1, 82),
  ];
  await using haproxy = await startHaproxy({
    config: configOf,
    files: {
      "domains.map": "a.example.test pool_1\n",
      "servers.state": ["1", header, ...rows, ""].join("\n"),
    },
  });

  const { body } = await request({ socketPath: haproxy.httpSocket }, { host: "a.example.test" });
  const shown = await haproxy.runtime("show servers state pool_1");

  expect(body).toBe("six");
  const fields = [...shown.matchAll(/^\d+ pool_1 \d+ (\S+) (\S+) \d+ (\d+) (\d+) .* (\d+) - 0 0/gm)];
  expect(fields.map(([, ...found]) => found)).toEqual([
    ["pool_1_1", "::1", "4", "7", String(six.port)],
    ["pool_1_2", "127.0.0.1", "12", "1", "81"],
    ["pool_1_3", "127.0.0.2", "5", "1", "82"],
  ]);
});
