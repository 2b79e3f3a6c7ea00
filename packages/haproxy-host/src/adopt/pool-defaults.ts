import type { ProxySection } from "../audit/model/proxy.js";

/** Timeouts of our defaults that a backend may heed. */
const TIMEOUTS = new Set(["check", "client", "connect", "queue", "server", "tunnel"]);
const TIME = /^\d+(?:us|ms|s|m|h|d)?$/;

/**
 * The defaults of our pools as the operator's own sites have them: requests wait as long as they did, and servers that go down are logged
 * where they were.
 *
 * @param lines the section of defaults, and those that follow it
 * @param frontend that the sites are in; its lines with those of its defaults count
 */
export function withDefaultsOf(
  frontend: ProxySection | undefined,
  lines: readonly string[],
): readonly string[] {
  const effective = frontend?.effective ?? [];
  const times = new Map(
    effective.flatMap(({ words: [keyword, name = "", time = ""] }) =>
      keyword === "timeout" && TIMEOUTS.has(name) && TIME.test(time) ? [[name, time]] : [],
    ),
  );
  const logs = effective.filter(
    ({ words: [first, second] }) => first === "log" || (first === "option" && second === "log-health-checks"),
  );
  const end = lines.findIndex((line) => line.startsWith("backend "));
  const own = lines.slice(0, end === -1 ? lines.length : end).flatMap((line) => {
    if (line === "  mode http") return [line, ...logs.map(({ text }) => `  ${text.trim()}`)];
    const [, name = ""] = /^ *timeout ([a-z-]+) /.exec(line) ?? [];
    const time = times.get(name);
    return [time === undefined ? line : `  timeout ${name} ${time}`];
  });
  return [...own, ...lines.slice(own.length - logs.length)];
}
