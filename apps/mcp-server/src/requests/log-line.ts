/** A line of the ring: JSON as our configuration writes it, or whatever else an operator logs there. */
export interface LogLine {
  readonly text: string;
  /** Absent in a line of another format. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

export interface LogFilter {
  /** Names of a pool, wildcards too, and their pool. Default: all. */
  readonly of?: { readonly names: readonly string[]; readonly pool: string } | undefined;
  /** First digits of statuses. Default: all. */
  readonly classes: readonly string[];
}

export function parseLogLine(text: string): LogLine {
  try {
    const fields: unknown = JSON.parse(text);
    if (typeof fields === "object" && fields !== null) return { text, fields: { ...fields } };
  } catch {
    // another format
  }
  return { text };
}

/** A line of another format passes only where nothing is filtered. */
export function isWanted({ fields }: LogLine, { of, classes }: LogFilter): boolean {
  if (of === undefined && classes.length === 0) return true;
  if (fields === undefined) return false;
  const { domain, pool, status } = fields;
  if (classes.length > 0 && !classes.includes(String(status).charAt(0))) return false;
  return of === undefined || isOf(String(domain), String(pool), of);
}

/** A host below a wildcard may have a pool of its own. */
function isOf(host: string, pool: string, of: NonNullable<LogFilter["of"]>): boolean {
  const isBelow = (name: string) => name.startsWith("*.") && host.endsWith(name.slice(1));
  return of.names.includes(host) || (pool === of.pool && of.names.some(isBelow));
}
