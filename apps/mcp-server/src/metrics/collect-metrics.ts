import type { CertificateManager } from "@haproxy-mcp/acme-manager";
import type { PoolSample, PoolTraffic } from "@haproxy-mcp/load-balancer";
import type { RecentSample } from "../monitoring/recent-sample.js";
import { version } from "../program/version.js";
import type { Metric, Sample } from "./render-metrics.js";

/** Domains, and certificates, that have samples of their own: a label for each is kept by Prometheus for as long as its data. */
const MAX_LABELLED = 1_000;
/** Certificates change seldom, and each is a file to read. */
const CERTIFICATES_MS = 60_000;

export interface MetricsSources {
  /** At most a second old. */
  readonly sample: RecentSample["sample"];
  readonly certificates: Pick<CertificateManager, "list">;
  readonly reconciliation: { readonly obstacle: string | undefined };
}

/** What the server knows of its domains, for Prometheus. */
export type CollectMetrics = (signal: AbortSignal) => Promise<readonly Metric[]>;

/** @param now milliseconds of a clock that only goes forward */
export function createMetrics(sources: MetricsSources, now = () => performance.now()): CollectMetrics {
  let expiries: readonly Sample[] = [];
  let readAt = Number.NEGATIVE_INFINITY;

  const expiriesNow = async (signal: AbortSignal) => {
    if (now() < readAt + CERTIFICATES_MS) return expiries;
    // a folder that can't be read is a finding of haproxy_health
    const found = await sources.certificates.list({ signal }).catch(() => undefined);
    if (found === undefined) return expiries;
    readAt = now();
    expiries = found.slice(0, MAX_LABELLED).flatMap(({ name, details }) => {
      if (details === undefined) return [];
      return { labels: { certificate: name }, value: Math.floor(details.notAfter.getTime() / 1_000) };
    });
    return expiries;
  };

  return async (signal) => {
    const [found, certificates] = await Promise.all([
      sources.sample().catch(() => undefined),
      expiriesNow(signal),
    ]);
    const isUp = found !== undefined;
    // a pool that HAProxy lacks has no traffic
    const pools = (found?.pools ?? []).flatMap(withTraffic);
    return [
      gauge("info", "Version of the server.", [{ labels: { version }, value: 1 }]),
      gauge("haproxy_up", "Whether HAProxy responds and the files can be read.", [{ value: Number(isUp) }]),
      gauge("restored", "Whether HAProxy was made to match the files.", [
        { value: Number(sources.reconciliation.obstacle === undefined) },
      ]),
      ...domainMetrics(pools.slice(0, MAX_LABELLED)),
      gauge(
        "domains_left_out",
        `Pools beyond the first ${MAX_LABELLED}, which have no samples.`,
        isUp ? [{ value: Math.max(0, pools.length - MAX_LABELLED) }] : [],
      ),
      gauge("certificate_expiry_timestamp_seconds", "When a certificate expires.", certificates),
    ];
  };
}

type Served = PoolSample & { readonly traffic: PoolTraffic };

function withTraffic({ traffic, ...pool }: PoolSample): readonly Served[] {
  return traffic === undefined ? [] : [{ ...pool, traffic }];
}

function domainMetrics(pools: readonly Served[]): readonly Metric[] {
  const each = (values: (one: Served) => Readonly<Record<string, number>>, label?: string) =>
    pools.flatMap((one) =>
      Object.entries(values(one)).map(([text, value]) => ({
        // the first name of the pool; all its names share the counters
        labels: { domain: one.domains[0] ?? "", pool: one.pool, ...(label && { [label]: text }) },
        value,
      })),
    );
  const of = (value: (one: Served) => number) => each((one) => ({ value: value(one) }));
  return [
    gauge(
      "domain_names",
      "Names that share a pool; the label has the first.",
      of((one) => one.domains.length),
    ),
    gauge(
      "domain_servers",
      "Servers of a domain.",
      of((one) => one.servers.length),
    ),
    gauge(
      "domain_servers_up",
      "Servers that are up, or take traffic unchecked.",
      of((one) => one.healthyCount),
    ),
    gauge(
      "domain_sessions",
      "Requests in progress.",
      of(({ traffic }) => traffic.currentSessions),
    ),
    gauge(
      "domain_queued",
      "Requests that wait for a server.",
      of(({ traffic }) => traffic.queued),
    ),
    counter(
      "domain_sessions_total",
      "Sessions since HAProxy's worker started.",
      of(({ traffic }) => traffic.totalSessions),
    ),
    counter(
      "domain_requests_total",
      "Requests since then.",
      of(({ traffic }) => traffic.totalRequests),
    ),
    counter(
      "domain_responses_total",
      "Responses since then, by class of their status.",
      each(({ traffic }) => traffic.responses, "class"),
    ),
    counter(
      "domain_errors_total",
      "Requests since then that found no server or whose connection failed, and responses that were cut off.",
      each(
        ({ traffic: { connectionErrors: connection, responseErrors: response } }) => ({
          connection,
          response,
        }),
        "kind",
      ),
    ),
    counter(
      "domain_bytes_total",
      "Bytes since then, from and to clients.",
      each(({ traffic }) => ({ in: traffic.bytesIn, out: traffic.bytesOut }), "direction"),
    ),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name: `haproxy_mcp_${name}`, help, type: "gauge", samples };
}

function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name: `haproxy_mcp_${name}`, help, type: "counter", samples };
}
