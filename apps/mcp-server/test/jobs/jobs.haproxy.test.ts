import { startTraffic, until } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { servedFor } from "../support/certificates.js";
import { shared } from "../support/shared.js";
import { startJob } from "./job.js";
import { addressOf, CLOSED, COUNT, nameOf, OLD_HOST, routeOf, serversIn, startWorld } from "./world.js";

const LIMIT_MS = 15_000;

// Each job is scored by what HAProxy itself reports and by requests meanwhile, and has domains that no other has.
const world = shared(startWorld);
const trafficTo = (...hosts: readonly string[]) =>
  startTraffic({ socketPath: world().haproxy.httpSocket }, hosts);
/** What requests for a name get now. */
const answersOf = (name: string) => trafficTo(name)();
const endpointOf = (name: string) => {
  const { ip, http_port } = addressOf(world(), name);
  return `${ip}:${http_port}`;
};

it("renews the certificates that end soon in two calls, with no reload", async () => {
  const domain = nameOf(2);
  await startJob(world(), "").call("issue_cert", { domain });
  const [first, info] = [await servedFor(world(), domain), await world().haproxy.runtime("show info")];
  const stop = trafficTo(domain);

  const job = startJob(world(), "Renew certificates that end soon");
  const { data } = await job.call("list_certs", { expiring_within_days: 30 });
  const names = (data["certificates"] as readonly { readonly name: string }[]).map(({ name }) => name);
  for (const name of names) await job.call("renew_cert", { domain: name, force: true });

  expect(names).toEqual([domain]);
  const second = await servedFor(world(), domain);
  expect(second.serialNumber).not.toBe(first.serialNumber);
  const pidOf = (text: string) => /^Pid: \d+$/m.exec(text)?.[0];
  expect(pidOf(await world().haproxy.runtime("show info"))).toBe(pidOf(info));
  expect(await stop()).toEqual(["200 old", "200 other"]);
  job.isAsDocumented();
});

describe.concurrent("at the same time", () => {
  it("moves a domain to other servers in one call that fails no request", async ({ expect }) => {
    const domain = nameOf(1);
    const [one, two] = ["new-1", "new-2"].map((name) => addressOf(world(), name));
    const before = await serversIn(world(), "pool_1");
    const title = "Move a domain to other servers";
    const stop = trafficTo(domain);

    const dead = { domain, servers: [one, CLOSED], timeout_sec: 1 };
    await expect(startJob(world(), title).call("replace_servers", dead)).rejects.toThrow(
      /^NOT_HEALTHY: 127\.0\.0\.7:1 .*The files and HAProxy are as before/,
    );
    expect(await serversIn(world(), "pool_1")).toEqual(before);
    const job = startJob(world(), title);
    await job.call("replace_servers", { domain, servers: [one, two] });

    expect(await stop()).toEqual(["200 new-1", "200 new-2", "200 old", "200 other"]);
    expect(await answersOf(domain)).toEqual(["200 new-1", "200 new-2"]);
    expect(await serversIn(world(), "pool_1")).toEqual([
      `pool_1_3 ${endpointOf("new-1")} UP`,
      `pool_1_4 ${endpointOf("new-2")} UP`,
    ]);
    job.isAsDocumented();
  });

  it("finds out why a domain is down in one call", async ({ expect }) => {
    const domain = "shop.example.test";
    await startJob(world(), "").call("add_domain", { domain, ...CLOSED });
    const pool = (await routeOf(world(), domain)) ?? "";
    await until("HAProxy reports it as down", LIMIT_MS, async () =>
      (await serversIn(world(), pool)).some((server) => server.endsWith(" DOWN")),
    );

    const job = startJob(world(), "Find out why a site is down");
    const { data, text } = await job.call("domain_health", { domain });

    expect(data).toMatchObject({ domain, status: "down", servers: [{ ...CLOSED, status: "DOWN" }] });
    expect(text).toMatch(/127\.0\.0\.7:1 DOWN, connection \w+ for \d+ s/);
    expect((await startJob(world(), "").call("health")).text).toMatch(
      /shop\.example\.test \(pool_\d+\) is down: .*DOWN, connection \w+/,
    );
    expect(await answersOf(domain)).toEqual(["503"]);
    job.isAsDocumented();
  });

  it("renames a domain in two calls that fail no request", async ({ expect }) => {
    const [before, after] = [nameOf(3), "renamed.example.test"];
    const servers = await serversIn(world(), "pool_3");
    const stop = trafficTo(before);

    const job = startJob(world(), "Rename a domain");
    await job.call("add_domain", { domain: after, alias_of: before });
    const stopNew = trafficTo(after);
    expect(await stop()).toEqual(["200 old", "200 other"]);
    await job.call("remove_domain", { domain: before });

    expect(await stopNew()).toEqual(["200 old", "200 other"]);
    expect(await answersOf(before)).toEqual(["404"]);
    expect([await routeOf(world(), before), await routeOf(world(), after)]).toEqual([undefined, "pool_3"]);
    expect(await serversIn(world(), "pool_3")).toEqual(servers);
    job.isAsDocumented();
  });

  it("onboards a customer in three calls, after which every name responds over HTTPS", async ({ expect }) => {
    const [domain, alias] = ["customer.example.test", "www.customer.example.test"];
    const servers = ["new-1", "new-2"].map((name) => addressOf(world(), name));

    const job = startJob(world(), "Onboard a customer");
    const { text } = await job.call("add_domain", { domain, aliases: [alias], servers });
    await job.call("wait_healthy", { domain });
    await job.call("issue_cert", { domain });

    expect(text).toContain("Next, call haproxy_issue_cert for");
    expect(await trafficTo(domain, alias)()).toEqual(["200 new-1", "200 new-2"]);
    const pool = (await routeOf(world(), domain)) ?? "";
    expect(await routeOf(world(), alias)).toBe(pool);
    expect(await serversIn(world(), pool)).toEqual([
      `${pool}_1 ${endpointOf("new-1")} UP`,
      `${pool}_2 ${endpointOf("new-2")} UP`,
    ]);
    for (const name of [domain, alias])
      expect((await servedFor(world(), name)).checkHost(name)).toBeDefined();
    job.isAsDocumented();
  });
});

it("drains a host that many domains have a server on in two calls, of which one is a dry run", async () => {
  const domains = Array.from({ length: COUNT - 3 }, (_, index) => nameOf(index + 4));
  const stop = trafficTo(...domains);

  const job = startJob(world(), "Drain a host");
  const drain = { address: OLD_HOST, state: "drain" };
  const { text } = await job.call("set_servers_state", { ...drain, dry_run: true });
  expect(text).toMatch(/^Dry run: nothing was changed\./);
  expect(await serversIn(world(), "pool_11")).toEqual([
    `pool_11_1 ${endpointOf("old")} UP`,
    `pool_11_2 ${endpointOf("other")} UP`,
  ]);
  const drained = await job.call("set_servers_state", { ...drain, wait_sec: 30 });

  expect(drained.data).toMatchObject({ total: COUNT - 1, sessions: 0, without_healthy: [] });
  expect(await stop()).toEqual(["200 old", "200 other"]);
  expect(await trafficTo(...domains)()).toEqual(["200 other"]);
  expect(await serversIn(world(), "pool_11")).toEqual([
    `pool_11_1 ${endpointOf("old")} DRAIN`,
    `pool_11_2 ${endpointOf("other")} UP`,
  ]);
  job.isAsDocumented();
});
