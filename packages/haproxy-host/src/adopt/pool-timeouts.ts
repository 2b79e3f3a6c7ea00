import type { ProxySection } from "../audit/model/proxy.js";

/** Of those that our defaults set, what a backend heeds. */
const OF_BACKENDS = new Set(["check", "connect", "queue", "server", "tunnel"]);
const TIME = /^\d+(?:us|ms|s|m|h|d)?$/;

/**
 * The defaults of our pools with the timeouts that the operator's own sites have: requests in a pool wait as long as they did.
 *
 * @param lines the section of defaults, and those that follow it
 * @param frontend that the sites are in; its lines with those of its defaults count
 */
export function withTimeoutsOf(
  frontend: ProxySection | undefined,
  lines: readonly string[],
): readonly string[] {
  const given = new Map(
    (frontend?.effective ?? []).map(({ words: [keyword, name = "", time = ""] }) => [
      `${keyword} ${name}`,
      time,
    ]),
  );
  const end = lines.findIndex((line) => line.startsWith("backend "));
  return lines.map((line, at) => {
    if (end !== -1 && at > end) return line;
    const [, name = ""] = /^ *timeout ([a-z-]+) /.exec(line) ?? [];
    const time = OF_BACKENDS.has(name) ? given.get(`timeout ${name}`) : undefined;
    return time === undefined || !TIME.test(time) ? line : `  timeout ${name} ${time}`;
  });
}
