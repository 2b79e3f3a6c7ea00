import { describe, expect, it } from "vitest";
import { createMetrics, type MetricsSources } from "../../src/metrics/collect-metrics.js";
import { renderMetrics } from "../../src/metrics/render-metrics.js";
import { parseMetrics } from "./parse-metrics.js";

const responses = { "1xx": 0, "2xx": 5, "3xx": 0, "4xx": 1, "5xx": 2, other: 0 };
const traffic = {
  currentSessions: 4,
  maxSessions: 9,
  totalSessions: 10,
  totalRequests: 8,
  bytesIn: 100,
  bytesOut: 200,
  responses,
  queued: 0,
  connectionErrors: 6,
  responseErrors: 7,
};
const pool = (number: number) => ({
  pool: `pool_${number}`,
  domains: [`d${number}.example.test`, `www.d${number}.example.test`],
  servers: [{}, {}, {}],
  healthyCount: 1,
  traffic,
});

function sourcesOf(more: Partial<Record<"domains" | "certificates", () => Promise<unknown>>> = {}) {
  const sources = {
    // HAProxy lacks the other
    sample: more.domains ?? (async () => ({ pools: [pool(5), { ...pool(6), traffic: undefined }] })),
    certificates: {
      list:
        more.certificates ??
        (async () => [
          { name: "*.example.test", details: { notAfter: new Date(1_800_000_000_000) } },
          { name: "broken" },
        ]),
    },
    reconciliation: { obstacle: undefined },
  };
  return sources as unknown as MetricsSources;
}

const collect = async (sources: MetricsSources) =>
  parseMetrics(renderMetrics(await createMetrics(sources)(new AbortController().signal)));

describe("HA15 metrics", () => {
  it("have a sample for each domain, and for each certificate that can be read", async () => {
    const found = await collect(sourcesOf());
    const of = 'domain="d5.example.test",pool="pool_5"';

    expect(Object.fromEntries(found)).toMatchObject({
      haproxy_mcp_haproxy_up: 1,
      haproxy_mcp_restored: 1,
      [`haproxy_mcp_domain_names{${of}}`]: 2,
      [`haproxy_mcp_domain_servers{${of}}`]: 3,
      [`haproxy_mcp_domain_servers_up{${of}}`]: 1,
      [`haproxy_mcp_domain_sessions{${of}}`]: 4,
      [`haproxy_mcp_domain_requests_total{${of}}`]: 8,
      [`haproxy_mcp_domain_responses_total{${of},class="5xx"}`]: 2,
      [`haproxy_mcp_domain_errors_total{${of},kind="connection"}`]: 6,
      [`haproxy_mcp_domain_errors_total{${of},kind="response"}`]: 7,
      [`haproxy_mcp_domain_bytes_total{${of},direction="out"}`]: 200,
      haproxy_mcp_domains_left_out: 0,
      'haproxy_mcp_certificate_expiry_timestamp_seconds{certificate="*.example.test"}': 1_800_000_000,
    });
    expect([...found.keys()].filter((key) => key.includes("certificate="))).toHaveLength(1);
  });

  it("say that HAProxy does not respond, and keep the certificates", async () => {
    const found = await collect(sourcesOf({ domains: () => Promise.reject(new Error("unreachable")) }));

    expect(found.get("haproxy_mcp_haproxy_up")).toBe(0);
    expect([...found.keys()].filter((key) => key.includes("domain"))).toEqual([]);
    expect(found.size).toBe(4);
  });

  it("are bounded, whatever the number of domains", async () => {
    const all = Array.from({ length: 5_000 }, (_, i) => pool(i + 1));
    const found = await collect(sourcesOf({ domains: async () => ({ pools: all }) }));

    expect(found.get("haproxy_mcp_domains_left_out")).toBe(4_000);
    expect([...found.keys()].filter((key) => key.startsWith("haproxy_mcp_domain_servers{"))).toHaveLength(
      1_000,
    );
  });

  it("read certificates once a minute", async () => {
    let reads = 0;
    let now = 0;
    const certificates = async () => {
      reads++;
      return [];
    };
    const metrics = createMetrics(sourcesOf({ certificates }), () => now);
    const { signal } = new AbortController();

    await metrics(signal);
    now = 59_000;
    await metrics(signal);
    expect(reads).toBe(1);
    now = 60_000;
    await metrics(signal);
    expect(reads).toBe(2);
  });

  it("survive every text in a label", async () => {
    const name = 'a"b\\c\nd{},=';
    const list = async () => [{ name, details: { notAfter: new Date(0) } }];
    const found = await collect(sourcesOf({ certificates: list }));

    expect([...found.keys()]).toContain(
      'haproxy_mcp_certificate_expiry_timestamp_seconds{certificate="a\\"b\\\\c\\nd{},="}',
    );
  });
});
