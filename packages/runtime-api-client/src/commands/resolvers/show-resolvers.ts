import { type RuntimeCommand, read } from "../../command.js";
import { line } from "../../line.js";
import { type CommandReply, dataOf, malformed } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/** A `resolvers` section. */
export interface ResolversSection {
  readonly name: string;
  readonly nameServers: readonly NameServerCounters[];
}

/** A name server of a `resolvers` section, and what it responded since HAProxy started (`show resolvers`). */
export interface NameServerCounters {
  readonly name: string;
  readonly sent: number;
  readonly valid: number;
  readonly timedOut: number;
  readonly refused: number;
  /** All of them, by HAProxy's names, such as `snd_error` and `nx`. */
  readonly counters: ReadonlyMap<string, number>;
}

/**
 * `show resolvers [<section>]` (management.txt section 9.3). Refused with `Can't find that resolvers section`.
 *
 *     Resolvers section dns
 *      nameserver local:
 *       sent:        363
 *       valid:       0
 */
export function showResolvers({
  section,
}: {
  readonly section?: string | undefined;
} = {}): RuntimeCommand<readonly ResolversSection[]> {
  return read(section === undefined ? "show resolvers" : line`show resolvers ${section}`, (reply) =>
    dataOf(reply)
      .split(/^Resolvers section /m)
      .slice(1)
      .map((text) => parseSection(text, reply)),
  );
}

function parseSection(text: string, reply: CommandReply): ResolversSection {
  const [head = "", ...nameServers] = text.split(/^ nameserver /m);
  return { name: head.trim(), nameServers: nameServers.map((one) => parseNameServer(one, reply)) };
}

function parseNameServer(text: string, reply: CommandReply): NameServerCounters {
  const [head = "", ...rows] = splitLines(text);
  const counters = new Map(
    rows.map((row) => {
      const [, name, value] = /^ +(\w+): +(\d+)$/.exec(row) ?? [];
      if (name === undefined) throw malformed(reply, `${JSON.stringify(row)} is not a counter`);
      return [name, Number(value)];
    }),
  );
  const counter = (name: string): number => {
    const value = counters.get(name);
    if (value === undefined) throw malformed(reply, `no counter ${name}`);
    return value;
  };
  return {
    name: head.replace(/:$/, ""),
    sent: counter("sent"),
    valid: counter("valid"),
    timedOut: counter("timeout"),
    refused: counter("refused"),
    counters,
  };
}
