import { type RuntimeCommand, read } from "../../command.js";
import { dataOf, malformed } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/** A session, or stream, that HAProxy handles now, including our own connection. */
export interface Session {
  /** Address in HAProxy's memory, for `showSession` and `shutdownSession`. */
  readonly id: string;
  /** `tcpv4`, `tcpv6`, `unix_stream`, `quic4`, … */
  readonly protocol: string;
  readonly source: string;
  readonly frontend: string;
  /** `<NONE>` before one was chosen. */
  readonly backend: string;
  /** `<none>` before one was chosen. */
  readonly server: string;
  /** `1m3s` */
  readonly age: string;
  /** The whole row. */
  readonly raw: string;
}

/**
 * `show sess` (management.txt section 9.3): all current sessions.
 *
 *     0x55d1a2b3c4d0: proto=tcpv4 src=10.0.0.7:41222 fe=web be=pool_1 srv=pool_1_1 ts=00 epoch=0 age=3s calls=2 …
 */
export function showSessions(): RuntimeCommand<readonly Session[]> {
  return read("show sess", (reply) =>
    splitLines(dataOf(reply)).map((raw) => {
      const id = /^(0x[0-9a-f]+): /.exec(raw)?.[1];
      if (id === undefined) throw malformed(reply, `${JSON.stringify(raw.slice(0, 80))} is not a session`);
      const field = (name: string) => new RegExp(` ${name}=(\\S*)`).exec(raw)?.[1] ?? "";
      return {
        id,
        protocol: field("proto"),
        source: field("src"),
        frontend: field("fe"),
        backend: field("be"),
        server: field("srv"),
        age: field("age"),
        raw,
      };
    }),
  );
}
