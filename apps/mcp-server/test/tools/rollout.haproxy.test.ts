import { startBackend } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { startServed } from "../support/served.js";
import { shared } from "../support/shared.js";

const served = shared(() => startServed({}, { count: 30, slots: 3 }, { MCP_TOOLSETS: "all" }));
let count = 0;
/** A domain that no other test uses. */
const newDomain = () => `d${++count}.example.test`;

it("haproxy_wait_healthy reports that no server is ready, and what to do", async () => {
  const domain = newDomain();
  const { call } = served();
  const { data } = await call("haproxy_add_domain", { domain });

  const waited = await call("haproxy_wait_healthy", { domain });

  expect(waited.data).toMatchObject({ domain, healthy: false, servers: [] });
  expect(waited.text).toBe(
    `${domain} ${data["pool"]} has no ready server with a weight above 0: there is none to wait for; see haproxy_list_servers`,
  );
});

it("haproxy_wait_healthy names each server's check once all are healthy", async () => {
  const domain = newDomain();
  await using backend = await startBackend({ name: "one" });
  const { call } = served();
  await call("haproxy_add_domain", { domain, ip: backend.ip, http_port: backend.port });

  const { data, text } = await call("haproxy_wait_healthy", { domain });

  expect(data).toMatchObject({
    healthy: true,
    servers: [{ slot: 1, status: "UP", check: "connection accepted" }],
  });
  expect(text).toMatch(
    /: 1 of 1 server healthy after \d+\.\d s\nslot 1 127\.0\.0\.1:\d+ UP, connection accepted for /,
  );
});

it("CL12 haproxy_set_servers_state drains a host in one call, after a dry run that changes nothing", async () => {
  const domains = [newDomain(), newDomain()];
  const { call } = served();
  for (const domain of domains) await call("haproxy_add_domain", { domain, ip: "10.0.0.5" });
  const drain = { address: "10.0.0.5", state: "drain" };

  const planned = await call("haproxy_set_servers_state", { ...drain, dry_run: true });
  const listed = await call("haproxy_list_servers", { domain: domains[1] });
  const drained = await call("haproxy_set_servers_state", drain);

  expect(planned.data).toMatchObject({ plan: { domains } });
  expect(planned.text).toMatch(/^Dry run: nothing was changed\./);
  expect(listed.data).toMatchObject({ servers: [{ state: "ready" }] });
  expect(drained.data).toMatchObject({ total: 2, domains, without_healthy: domains });
});
