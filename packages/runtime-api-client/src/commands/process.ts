import { count } from "../arguments.js";
import { type RuntimeCommand, read, write } from "../command.js";
import { line } from "../line.js";
import { dataOf, malformed, messageOf } from "../reply.js";
import { splitLines } from "../wire/split-lines.js";

/**
 * `show version` (management.txt section 9.3, HAProxy 2.6).
 *
 *     [6]: 3.4.7-1
 */
export function showVersion(): RuntimeCommand<string> {
  return read("show version", (reply) => {
    const version = messageOf(reply).trim();
    if (!/^\d+\.\d+/.test(version)) throw malformed(reply, "not a version");
    return version;
  });
}

/**
 * `help` (management.txt section 9.3): what this process knows at our level, each with its arguments as HAProxy writes them.
 *
 *     [6]: The following commands are valid at this level:
 *       add acl [@<ver>] <acl> <pattern>        : add an acl entry
 */
export function help(): RuntimeCommand<readonly string[]> {
  return read("help", (reply) =>
    splitLines(messageOf(reply))
      .filter((text) => text.startsWith("  "))
      .map((text) => text.split(/ *: /, 1)[0]?.trim() ?? ""),
  );
}

/**
 * `wait -h` (management.txt section 9.3, HAProxy 3.0): what `wait` can wait for.
 *
 *     [6]: Usage: wait {-h|<duration>} [condition [args...]]
 *         - srv-removable <px>/<sv> : wait for this server to become removable.
 */
export function waitConditions(): RuntimeCommand<readonly string[]> {
  return read("wait -h", (reply) =>
    [...messageOf(reply).matchAll(/^ +- ([a-z-]+-removable) /gm)].map(([, condition = ""]) => condition),
  );
}

/**
 * `show startup-logs` (management.txt section 9.3): what this worker said while it started, in the form in which `haproxy -c`
 * prints it; from HAProxy 3.2 with its notices, before only where there was something to warn of.
 *
 *     [WARNING]  (4711) : config : missing timeouts for frontend 'web'.
 */
export function showStartupLogs(): RuntimeCommand<string> {
  return read("show startup-logs", (reply) => messageOf(reply).trim());
}

export interface ProtocolErrors {
  /** Messages that HAProxy could not read, since it was started. */
  readonly captured: number;
  /** The last ones of each proxy, as text for people, with bytes of traffic in them; empty for none. */
  readonly text: string;
}

const HEADER = /^Total events captured on \[.*\] : (\d+)\n?/;

/**
 * `show errors [<proxy>]` (management.txt section 9.3): the last malformed request and response of each proxy. Refused with
 * `No such proxy.`
 *
 *     Total events captured on [23/Nov/2026:12:38:37.000] : 1
 *
 *     [23/Nov/2026:12:38:36.056] frontend web (#2): invalid request
 */
export function showErrors({ proxy }: { readonly proxy?: string } = {}): RuntimeCommand<ProtocolErrors> {
  return read(proxy === undefined ? "show errors" : line`show errors ${proxy}`, (reply) => {
    const text = dataOf(reply);
    const [header, captured] = HEADER.exec(text) ?? [];
    if (header === undefined) throw malformed(reply, "no count");
    return { captured: Number(captured), text: text.slice(header.length).trim() };
  });
}

/**
 * `clear counters [all]` (management.txt section 9.3): the maxima of the statistics, or all of them as after a start. Answers
 * with silence.
 */
export function clearCounters({ all = false }: { readonly all?: boolean } = {}): RuntimeCommand<void> {
  return write(all ? "clear counters all" : "clear counters");
}

/**
 * `set maxconn global <connections>` (management.txt section 9.3): for the whole process, at most what it was started with. 0
 * is that number again. Answers with silence.
 */
export function setGlobalMaxConnections(connections: number): RuntimeCommand<void> {
  return write(`set maxconn global ${count(connections, "a number of connections")}`);
}
