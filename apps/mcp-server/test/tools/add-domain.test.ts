import { LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { expect, it, vi } from "vitest";
import { addDomain } from "../../src/tools/catalog/domains/add-domain.js";
import { PLACE, serverRow } from "../support/rows.js";
import { callTool, fails, missingInText, returns } from "../support/tool-calls.js";

it("haproxy_add_domain shows the domain, its server, and that a certificate is missing", async () => {
  const called = await callTool(
    addDomain,
    {
      loadBalancer: { addDomain: returns({ ...PLACE, sharedWith: [], servers: [serverRow()] }) },
      findOperatorSite: returns(undefined),
      certificates: { coverageOf: returns(new Map()) },
    },
    { domain: "d1.example.test", ip: "10.0.0.1", http_port: 8080 },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "certificate": {
        "covered": false,
      },
      "domain": "d1.example.test",
      "pool": "pool_1",
      "servers": [
        {
          "http_port": 8080,
          "ip": "10.0.0.1",
          "name": "pool_1_1",
          "slot": 1,
          "state": "ready",
          "weight": 1,
        },
      ],
    }
  `);
  expect(called.text).toMatchInlineSnapshot(`
    "Added d1.example.test on pool_1: slot 1 10.0.0.1:8080
    No certificate of the folder covers d1.example.test: unless HAProxy has another, browsers show an error page over HTTPS. Next, call haproxy_issue_cert for d1.example.test"
  `);
  expect(missingInText(called)).toEqual(["servers[0].name"]);
});

it("haproxy_add_domain refuses a name that exists", async () => {
  const { text } = await callTool(
    addDomain,
    {
      loadBalancer: {
        addDomain: fails(
          new LoadBalancerError("DOMAIN_EXISTS", "d1.example.test is on pool_1", { field: "domain" }),
        ),
      },
      findOperatorSite: returns(undefined),
    },
    { domain: "d1.example.test" },
  );

  expect(text).toMatchInlineSnapshot(
    `"DOMAIN_EXISTS: d1.example.test is on pool_1. Nothing was changed. See haproxy_list_domains, or use haproxy_add_server to add servers to it."`,
  );
});

it("haproxy_add_domain replaces an orphan with replace", async () => {
  const add = vi.fn(
    async () => ({ domain: "old.test", pool: "pool_1", sharedWith: [], servers: [] }) as never,
  );

  await callTool(
    addDomain,
    { loadBalancer: { addDomain: add }, findOperatorSite: returns(undefined) },
    { domain: "old.test" },
  );
  await callTool(
    addDomain,
    { loadBalancer: { addDomain: add }, findOperatorSite: returns(undefined) },
    { domain: "old.test", replace: true },
  );

  expect(add.mock.calls.map(([input]: readonly unknown[]) => input)).toMatchObject([
    { replace: false },
    { replace: true },
  ]);
});
