import { type RuntimeCommand, read } from "../../command.js";
import { line } from "../../line.js";
import { dataOf, malformed } from "../../reply.js";

/** The last requests and responses that HAProxy could not parse (`show errors`). */
export interface ProtocolErrors {
  /** Messages that HAProxy could not parse since its start. */
  readonly captured: number;
  /** The last ones of each proxy, as plain text with bytes of traffic; empty if there are none. */
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
