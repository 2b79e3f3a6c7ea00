/** A part of `haproxy_health`. */
interface Component {
  readonly status: "ok" | "error";
  readonly reason?: string | undefined;
  readonly advice?: string | undefined;
  /** Of `domains` and `desired_state`: the first ones. */
  readonly first?: readonly string[] | undefined;
  readonly uncertain?: readonly string[] | undefined;
  /** Of `domains`, by status. */
  readonly counts?: Readonly<Record<string, number>> | undefined;
}

/** What `haproxy_health` reports. */
export interface HealthResult {
  readonly status: string;
  readonly components: Readonly<Record<string, Component>>;
}

/** One thing that is wrong. */
export interface HealthProblem {
  readonly title: string;
  readonly details: readonly string[];
  /** What to do. */
  readonly advice: string | undefined;
}

const TITLES: Readonly<Record<string, string>> = {
  mcp: "haproxy-mcp",
  haproxy: "HAProxy",
  config_files: "Files",
  desired_state: "HAProxy and the files",
  domains: "Domains",
  configuration: "Configuration of HAProxy",
  certificates: "Certificates",
  container: "Host",
};

/** What of everything is wrong, domains first: users notice those. */
export function problemsIn({ components }: HealthResult): readonly HealthProblem[] {
  const { domains, ...others }: HealthResult["components"] = components;
  return Object.entries({ ...(domains && { domains }), ...others }).flatMap(([name, component]) =>
    component.status === "ok" ? [] : [problemOf(name, component)],
  );
}

function problemOf(name: string, { reason, advice, first = [], uncertain = [] }: Component): HealthProblem {
  const listed = [...first, ...uncertain];
  const details = listed.length > 0 ? listed : [reason ?? "has a problem"];
  return { title: TITLES[name] ?? name.replaceAll("_", " "), details, advice };
}

const VERDICTS: Readonly<Record<string, readonly [status: string, text: string]>> = {
  healthy: ["healthy", "All is well"],
  degraded: ["degraded", "HAProxy serves, but something is wrong"],
  down: ["down", "No domain has a server that is up"],
  unhealthy: ["down", "HAProxy does not respond"],
};

/** For `<State>`: what users lose comes first. */
export function verdictOf({ status, components }: HealthResult): readonly [status: string, text: string] {
  const down = components["domains"]?.counts?.["down"] ?? 0;
  if (status === "degraded" && down > 0)
    return ["down", down === 1 ? "1 domain is down" : `${down} domains are down`];
  return VERDICTS[status] ?? ["unknown", status];
}

/** `1 down · 2 degraded · 9 healthy` */
export function countsIn({ components }: HealthResult): string {
  const counts = Object.entries(components["domains"]?.counts ?? {}).filter(([, count]) => count > 0);
  const order = ["down", "no_servers", "degraded", "checking", "healthy"];
  return counts
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([status, count]) => `${count} ${status.replaceAll("_", " ")}`)
    .join(" · ");
}
